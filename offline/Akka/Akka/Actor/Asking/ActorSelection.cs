using System.IO.Enumeration;

namespace Akka.Actor;

/// <summary>
/// The actors that a path leads to at the moment of telling: names, "..", and patterns with * and ?, from an anchor on.
/// </summary>
public class ActorSelection : ICanTell
{
    private readonly string[] _elements;

    public ActorSelection(IActorRef anchor, string path) : this(anchor, path.Split('/'))
    {
    }

    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        _elements = elements.Where(element => !string.IsNullOrEmpty(element)).ToArray();
    }

    public IActorRef Anchor { get; private set; }

    public string PathString => "/" + string.Join('/', _elements);

    public void Tell(object message, IActorRef sender = null) =>
        Deliver((IInternalActorRef)Anchor, _elements, message, sender ?? ActorCell.GetCurrentSelfOrNoSender(), fannedOut: false);

    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>The actor there.</summary>
    /// <exception cref="ActorNotFoundException">There is none, or it did not answer in time.</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException("subject was null");
        }
        catch (Exception e)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    public override bool Equals(object obj) => obj is ActorSelection other && Equals(other);

    protected bool Equals(ActorSelection other) => Equals(Anchor, other.Anchor) && PathString == other.PathString;

    public override int GetHashCode() => HashCode.Combine(Anchor, PathString);

    public override string ToString()
    {
        var uid = Anchor.Path.Uid == ActorCell.UndefinedUid ? "" : $"#{Anchor.Path.Uid}";
        return $"ActorSelection[Anchor({Anchor.Path}{uid}), Path({PathString})]";
    }

    private static void Deliver(IInternalActorRef at, ReadOnlySpan<string> path, object message, IActorRef sender, bool fannedOut)
    {
        if (path.IsEmpty || at is not LocalActorRef local)
        {
            at.Tell(message, sender);
            return;
        }

        var rest = path[1..];
        switch (path[0])
        {
            case "..":
                Deliver(local.Parent, rest, message, sender, fannedOut);
                break;
            case var pattern when pattern.AsSpan().IndexOfAny('*', '?') >= 0:
                var matching = local.Cell.GetChildren()
                    .Where(child => FileSystemName.MatchesSimpleExpression(pattern, child.Path.Name, ignoreCase: false)).ToArray();
                foreach (var child in matching)
                    Deliver(child, rest, message, sender, fannedOut || matching.Length > 1);
                if (matching.Length == 0 && !fannedOut)
                    Nowhere(local, path).Tell(message, sender);
                break;
            case var name:
                var found = local.Cell.GetSingleChild(name);
                if (found is not Nobody)
                    Deliver(found, rest, message, sender, fannedOut);
                else if (!fannedOut)
                    Nowhere(local, path).Tell(message, sender);
                break;
        }
    }

    private static NoActorRef Nowhere(LocalActorRef from, ReadOnlySpan<string> path) => new(from.SystemImpl, from.Path / path.ToArray());
}

public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) =>
        new(((ExtendedActorSystem)system).LookupRoot, actorPath.Elements);

    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);

    /// <summary>A full address ("akka://system/user/a"), a path from the root ("/user/a"), or one from the given actor ("child", "../x").</summary>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var root = ((ExtendedActorSystem)system).LookupRoot;
        var prefix = root.Path.Address + "/";
        if (path.StartsWith(prefix, StringComparison.Ordinal))
            return new ActorSelection(root, path[prefix.Length..]);
        return path.StartsWith('/') ? new ActorSelection(root, path) : new ActorSelection(lookupRoot, path);
    }
}
