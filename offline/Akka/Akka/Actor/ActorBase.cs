using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// An actor: it handles one message at a time, and is reached through its <see cref="IActorRef"/> only. The system makes
/// instances; after a failure it makes a new one under the same reference.
/// </summary>
public abstract partial class ActorBase : IInternalActor
{
    private IActorRef _clearedSelf;
    private SupervisorStrategy _ownStrategy;

    protected ActorBase()
    {
        var cell = ActorCell.Current ?? throw new ActorInitializationException(
            "Do not create actors using 'new', always create them using an ActorContext/System");
        if (this is IWithTimers withTimers)
            withTimers.Timers = new TimerScheduler(cell);
        cell.Become(Receive);
    }

    IActorContext IInternalActor.ActorContext => Context;

    /// <exception cref="NotSupportedException">Not in an actor's turn, e.g. after an await that left its context.</exception>
    protected static IActorContext Context
    {
        get
        {
            var cell = ActorCell.Current ?? throw new NotSupportedException(
                "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");
            return cell.ActorHasBeenCleared ? null : cell;
        }
    }

    protected static Receive EmptyReceive => _ => false;

    protected IActorRef Self => _clearedSelf ?? Context.Self;

    protected IActorRef Sender => Context.Sender;

    /// <summary>The strategy of the props if they have one, otherwise the actor's own.</summary>
    internal SupervisorStrategy EffectiveSupervisorStrategy => GivenSupervisorStrategy ?? (_ownStrategy ??= SupervisorStrategy());

    internal SupervisorStrategy GivenSupervisorStrategy { private get; set; }

    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        if (message is TimerMessage timer)
        {
            message = (this as IWithTimers)?.Timers is TimerScheduler timers ? timers.Accept(timer) : null;
            if (message is null)
                return true; // of a timer that was cancelled or set anew in the meantime
            var cell = (ActorCell)Context;
            if (message is IAutoReceivedMessage automatic)
            {
                cell.AutoReceive(automatic);
                return true;
            }

            if (this is IActorStash)
                cell.CurrentMessage = message; // what Stash would put aside
        }

        var wasHandled = receive(message);
        if (!wasHandled)
            Unhandled(message);
        return wasHandled;
    }

    protected abstract bool Receive(object message);

    /// <summary>Publishes <see cref="UnhandledMessage"/>; an unhandled <see cref="Terminated"/> makes the actor fail.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    /// <summary>What this actor does about its children's failures.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.DefaultStrategy;

    internal void Clear(IActorRef self) => _clearedSelf = self;
}
