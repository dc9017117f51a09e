using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Where messages end that no actor will ever read: they are published as <see cref="DeadLetter"/>.</summary>
internal sealed class DeadLettersRef(ActorSystemImpl system, ActorPath path) : MinimalActorRef
{
    public override ActorPath Path { get; } = path;

    public override bool IsTerminated => true;

    internal override ActorSystemImpl SystemImpl => system;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case null:
                throw new InvalidMessageException();
            case DeadLetter letter:
                Take(letter.Message, letter.Sender, letter.Recipient);
                break;
            default:
                Take(message, sender, this);
                break;
        }
    }

    public override void SendSystemMessage(ISystemMessage message) => Take(message, this, this);

    /// <summary>What becomes of a message to an actor that is dead or never was.</summary>
    internal void Take(object message, IActorRef sender, IActorRef recipient)
    {
        sender = sender.IsNobody() ? this : sender;
        switch (message)
        {
            case Watch watch:
                if (!watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
                    watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, ExistenceConfirmed: false));
                break;
            case ISystemMessage or DeadLetter:
                break;
            case Identify identify:
                sender.Tell(new ActorIdentity(identify.MessageId, null), recipient);
                break;
            case IDeadLetterSuppression suppressed:
                system.EventStream.Publish(new SuppressedDeadLetter(suppressed, sender, recipient));
                break;
            default:
                system.EventStream.Publish(new DeadLetter(message, sender, recipient));
                break;
        }
    }
}

/// <summary>A reference for a path at which no actor was found.</summary>
internal sealed class NoActorRef(ActorSystemImpl system, ActorPath path) : MinimalActorRef
{
    public override ActorPath Path { get; } = path;

    public override bool IsTerminated => true;

    internal override ActorSystemImpl SystemImpl => system;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null)
            throw new InvalidMessageException();
        system.DeadLettersRef.Take(message, sender, this);
    }

    public override void SendSystemMessage(ISystemMessage message) => system.DeadLettersRef.Take(message, this, this);
}
