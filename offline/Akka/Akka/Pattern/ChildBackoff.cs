using Akka.Actor;

namespace Akka.Pattern;

/// <summary>All a back-off supervisor is made from.</summary>
internal sealed class ChildBackoff(Props childProps, string childName, TimeSpan minimum, TimeSpan maximum, double randomFactor) : BackoffOptions
{
    private readonly double _randomFactor = randomFactor;

    internal Props ChildProps { get; } = childProps;

    internal string ChildName { get; } = childName;

    internal TimeSpan Minimum { get; } = minimum;

    internal TimeSpan Maximum { get; } = maximum;

    /// <summary>Started again on failure rather than on stop.</summary>
    internal bool StartsAgainOnFailure { get; init; }

    internal IBackoffReset Reset { get; init; } = new AutoReset(minimum);

    internal SupervisorStrategy Strategy { get; init; } = new OneForOneStrategy(SupervisorStrategy.DefaultDecider);

    internal object ReplyWhileStopped { get; init; }

    internal Func<object, bool> IsFinalStop { get; init; } = _ => false;

    internal int MaxNrOfRetries => (Strategy as OneForOneStrategy)?.MaxNumberOfRetries ?? -1;

    /// <exception cref="ArgumentException">The delays or the random factor are out of range.</exception>
    internal override Props Props
    {
        get
        {
            if (Minimum <= TimeSpan.Zero)
                throw new ArgumentException($"MinBackoff must be greater than 0, it is {Minimum}");
            if (Maximum < Minimum)
                throw new ArgumentException($"MaxBackoff {Maximum} must be greater than MinBackoff {Minimum}");
            if (_randomFactor is < 0 or > 1)
                throw new ArgumentException($"RandomFactor must be between 0.0 and 1.0, it is {_randomFactor}");
            return StartsAgainOnFailure
                ? Props.By(() => new BackoffOnFailureSupervisor(this))
                : Props.By(() => new BackoffSupervisor(this));
        }
    }

    public override BackoffOptions WithAutoReset(TimeSpan resetBackoff) => Copy(reset: new AutoReset(resetBackoff));

    public override BackoffOptions WithManualReset() => Copy(reset: new ManualReset());

    public override BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) => Copy(strategy: supervisorStrategy);

    public override BackoffOptions WithDefaultStoppingStrategy() =>
        Copy(strategy: new OneForOneStrategy(MaxNrOfRetries, null, SupervisorStrategy.StoppingStrategy.Decider));

    public override BackoffOptions WithReplyWhileStopped(object replyWhileStopped) => Copy(reply: replyWhileStopped);

    public override BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) =>
        Copy(strategy: ((OneForOneStrategy)Strategy).WithMaxNrOfRetries(maxNrOfRetries));

    public override BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage) => Copy(isFinalStop: isFinalStopMessage);

    /// <summary>The delay before the start that follows so many others.</summary>
    internal TimeSpan DelayAfter(int starts)
    {
        var ticks = Math.Min(Maximum.Ticks, Minimum.Ticks * Math.Pow(2, starts)) * (1 + (Random.Shared.NextDouble() * _randomFactor));
        return ticks < long.MaxValue ? TimeSpan.FromTicks((long)ticks) : Maximum;
    }

    private ChildBackoff Copy(
        IBackoffReset reset = null, SupervisorStrategy strategy = null, object reply = null, Func<object, bool> isFinalStop = null) =>
        new(ChildProps, ChildName, Minimum, Maximum, _randomFactor)
        {
            StartsAgainOnFailure = StartsAgainOnFailure,
            Reset = reset ?? Reset,
            Strategy = strategy ?? Strategy,
            ReplyWhileStopped = reply ?? ReplyWhileStopped,
            IsFinalStop = isFinalStop ?? IsFinalStop,
        };
}
