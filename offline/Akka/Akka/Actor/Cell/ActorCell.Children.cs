using System.Text;
using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Making, finding and stopping children.</summary>
public partial class ActorCell
{
    private readonly Children _children = new();
    private long _nextName = -1;

    public virtual IActorRef ActorOf(Props props, string name = null) => MakeChild(props, name);

    public void Stop(IActorRef child)
    {
        if (_children.TryGet(child, out _))
            _children.ShallDie(child);
        ((IInternalActorRef)child).Stop();
    }

    public IEnumerable<IInternalActorRef> GetChildren() => _children.Refs;

    IEnumerable<IActorRef> IActorContext.GetChildren() => _children.Refs;

    IActorRef IActorContext.Child(string name) => GetSingleChild(name);

    /// <summary>The child of that name, with "#uid" only that incarnation; otherwise nobody.</summary>
    public IInternalActorRef GetSingleChild(string name)
    {
        var parts = name.Split('#');
        return _children.TryGet(parts[0], out var stats)
            && (parts.Length == 1 || parts[1] == stats.Uid.ToString(global::System.Globalization.CultureInfo.InvariantCulture))
            ? stats.Child
            : ActorRefs.Nobody;
    }

    internal LocalActorRef MakeChild(Props props, string name)
    {
        name = name is null ? NextName() : Checked(name);
        _children.Reserve(name);
        LocalActorRef child;
        try
        {
            child = new LocalActorRef(SystemImpl, props, (IInternalActorRef)Self, new ChildActorPath(Self.Path, name, NewUid()));
        }
        catch
        {
            _children.Unreserve(name);
            throw;
        }

        // Made while this actor is failed (in PreRestart, say), it waits as its siblings do.
        if (_perpetrator != null)
        {
            for (var i = 0; i < Mailbox.Suspensions; i++)
                child.Suspend();
        }

        _children.Add(child);
        child.Start();
        return child;
    }

    private static string Checked(string name) =>
        name.Length == 0 ? throw new InvalidActorNameException("Actor name must not be empty.")
        : ActorPath.IsValidPathElement(name) ? name
        : throw new InvalidActorNameException($"Illegal actor name [{name}]: letters, digits and -_.*+:@&=,!~';() may stand in it, and '$' not at its start");

    private static long NewUid() => Random.Shared.NextInt64(1, int.MaxValue);

    /// <summary>"$a", "$b", ...: the names of children that were given none.</summary>
    private string NextName()
    {
        const string digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
        var name = new StringBuilder("$");
        var rest = Interlocked.Increment(ref _nextName);
        do
        {
            name.Append(digits[(int)(rest & 63)]);
            rest >>= 6;
        }
        while (rest != 0);
        return name.ToString();
    }

    private void StopChildren()
    {
        foreach (var child in _children.Refs)
            Stop(child);
    }

    private void SuspendChildren(HashSet<IActorRef> spared)
    {
        foreach (var child in _children.Refs.Where(child => !spared.Contains(child)))
            child.Suspend();
    }
}
