using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Parent of one child: passes messages on to it, and its messages to its own parent.</summary>
public abstract class BackoffSupervisorBase : ActorBase
{
    private readonly ChildBackoff _backoff;

    internal BackoffSupervisorBase(ChildBackoff backoff) => _backoff = backoff;

    protected IActorRef Child { get; set; }

    /// <summary>How often the child was started again.</summary>
    protected int RestartCountN { get; set; }

    protected bool FinalStopMessageReceived { get; set; }

    protected override void PreStart() => StartChild();

    protected bool HandleBackoff(object message)
    {
        switch (message)
        {
            case BackoffSupervisor.StartChild:
                StartChild();
                if (_backoff.Reset is AutoReset reset)
                    Context.System.Scheduler.ScheduleTellOnce(reset.After, Self, new BackoffSupervisor.ResetRestartCount(RestartCountN), Self);
                break;
            case BackoffSupervisor.Reset when _backoff.Reset is ManualReset:
                RestartCountN = 0;
                break;
            case BackoffSupervisor.Reset:
                Unhandled(message);
                break;
            case BackoffSupervisor.ResetRestartCount count:
                if (count.Current == RestartCountN)
                    RestartCountN = 0;
                break;
            case BackoffSupervisor.GetRestartCount:
                Sender.Tell(new BackoffSupervisor.RestartCount(RestartCountN));
                break;
            case BackoffSupervisor.GetCurrentChild:
                Sender.Tell(new BackoffSupervisor.CurrentChild(Child));
                break;
            default:
                PassOn(message);
                break;
        }

        return true;
    }

    internal void ScheduleStart()
    {
        Child = null;
        Context.System.Scheduler.ScheduleTellOnce(_backoff.DelayAfter(RestartCountN), Self, BackoffSupervisor.StartChild.Instance, Self);
        RestartCountN++;
    }

    private void StartChild() => Child ??= Context.Watch(Context.ActorOf(_backoff.ChildProps, _backoff.ChildName));

    private void PassOn(object message)
    {
        if (Child is null)
        {
            if (_backoff.ReplyWhileStopped is { } reply)
                Sender.Tell(reply);
            else
                Context.System.DeadLetters.Forward(message);
            if (_backoff.IsFinalStop(message))
                Context.Stop(Self);
        }
        else if (Child.Equals(Sender))
        {
            Context.Parent.Tell(message);
        }
        else
        {
            Child.Forward(message);
            FinalStopMessageReceived |= _backoff.IsFinalStop(message);
        }
    }
}
