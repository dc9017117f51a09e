using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference to an actor of this process.</summary>
internal sealed class LocalActorRef : InternalActorRefBase
{
    internal LocalActorRef(ActorSystemImpl system, Props props, IInternalActorRef parent, ActorPath path)
    {
        Path = path;
        Cell = new ActorCell(system, this, props, system.Dispatchers.For(props, path), parent);
    }

    public override ActorPath Path { get; }

    public override IInternalActorRef Parent => Cell.Parent;

    public override bool IsLocal => true;

    public override bool IsTerminated => Cell.IsTerminated;

    internal ActorCell Cell { get; }

    internal override ActorSystemImpl SystemImpl => Cell.SystemImpl;

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        IInternalActorRef found = this;
        foreach (var element in name.Where(element => element != ""))
        {
            if (found is not LocalActorRef local)
                return ActorRefs.Nobody;
            found = element == ".." ? local.Parent : local.Cell.GetSingleChild(element);
        }

        return found;
    }

    public override void Start() => Cell.Start();

    public override void Stop() => Cell.SendSystemMessage(new Terminate());

    public override void Suspend() => Cell.SendSystemMessage(new Suspend());

    public override void Resume(Exception causedByFailure = null) => Cell.SendSystemMessage(new Resume(causedByFailure));

    public override void Restart(Exception cause) => Cell.SendSystemMessage(new Recreate(cause));

    public override void SendSystemMessage(ISystemMessage message) => Cell.SendSystemMessage(message);

    protected override void TellInternal(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Cell.SendMessage(new Envelope(message, sender));
    }
}
