using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Starts its child again, after a delay, whenever it stops.</summary>
public sealed partial class BackoffSupervisor : BackoffSupervisorBase
{
    private readonly ChildBackoff _backoff;

    internal BackoffSupervisor(ChildBackoff backoff) : base(backoff) => _backoff = backoff;

    public static Props Props(BackoffOptions options) => options.Props;

    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        new ChildBackoff(childProps, childName, minBackoff, maxBackoff, randomFactor).Props;

    public static Props Props(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new ChildBackoff(childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries).Props;

    public static Props PropsWithSupervisorStrategy(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, SupervisorStrategy strategy) =>
        new ChildBackoff(childProps, childName, minBackoff, maxBackoff, randomFactor) { Strategy = strategy }.Props;

    protected override SupervisorStrategy SupervisorStrategy() => _backoff.Strategy;

    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || !terminated.ActorRef.Equals(Child))
            return HandleBackoff(message);
        if (FinalStopMessageReceived || (_backoff.MaxNrOfRetries != -1 && RestartCountN + 1 > _backoff.MaxNrOfRetries))
            Context.Stop(Self);
        else
            ScheduleStart();
        return true;
    }
}

/// <summary>Starts its child again, after a delay, when it fails in a way for which the strategy says to restart.</summary>
internal sealed class BackoffOnFailureSupervisor(ChildBackoff backoff) : BackoffSupervisorBase(backoff)
{
    private readonly ChildBackoff _backoff = backoff;

    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || !terminated.ActorRef.Equals(Child))
            return HandleBackoff(message);
        Context.Stop(Self); // the child stopped by itself
        return true;
    }

    protected override SupervisorStrategy SupervisorStrategy()
    {
        var strategy = (OneForOneStrategy)_backoff.Strategy;
        return new OneForOneStrategy(strategy.MaxNumberOfRetries, strategy.WithinTimeRangeMilliseconds, cause =>
        {
            var directive = strategy.Decider.Decide(cause);
            return directive == Directive.Restart ? StopForNow(strategy) : directive;
        });
    }

    /// <summary>Restarting means: stop the child now, start one again later.</summary>
    private Directive StopForNow(OneForOneStrategy strategy)
    {
        if (strategy.WithinTimeRangeMilliseconds > 0 && RestartCountN == 0)
            Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(strategy.WithinTimeRangeMilliseconds), Self,
                new BackoffSupervisor.ResetRestartCount(RestartCountN), Self);
        if (strategy.MaxNumberOfRetries >= 0 && RestartCountN + 1 > strategy.MaxNumberOfRetries)
        {
            Become(Receive);
            Context.Stop(Self);
        }
        else
        {
            var stopping = Child;
            Become(message => StartAgainAfter(stopping, message) || HandleBackoff(message));
        }

        return Directive.Stop;
    }

    private bool StartAgainAfter(IActorRef stopping, object message)
    {
        if (message is Terminated terminated && terminated.ActorRef.Equals(stopping))
        {
            Become(Receive);
            ScheduleStart();
            return true;
        }

        return message is BackoffSupervisor.StartChild; // the stopped child comes first
    }
}
