using Akka.Actor;

namespace Akka.Pattern;

/// <summary>A child that is started again after a delay, which doubles from start to start between a lower and an upper bound.</summary>
public static class Backoff
{
    [Obsolete("Use the overloaded one which accepts maxNrOfRetries instead.")]
    public static BackoffOptions OnFailure(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        OnFailure(childProps, childName, minBackoff, maxBackoff, randomFactor, -1);

    /// <summary>Started again when it fails; when it stops by itself, the supervisor stops too.</summary>
    /// <param name="randomFactor">Up to this share (0 to 1) is added to each delay at random.</param>
    /// <param name="maxNrOfRetries">After so many starts the supervisor stops; -1 for no limit.</param>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new ChildBackoff(childProps, childName, minBackoff, maxBackoff, randomFactor) { StartsAgainOnFailure = true }.WithMaxNrOfRetries(maxNrOfRetries);

    [Obsolete("Use the overloaded one which accepts maxNrOfRetries instead.")]
    public static BackoffOptions OnStop(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, -1);

    /// <summary>Started again when it stops, for whatever reason; a failure is handled by the strategy (by default an immediate restart).</summary>
    /// <param name="randomFactor">Up to this share (0 to 1) is added to each delay at random.</param>
    /// <param name="maxNrOfRetries">After so many starts the supervisor stops; -1 for no limit.</param>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new ChildBackoff(childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);
}

/// <summary>The child, the delays, and what else the supervisor does. Immutable.</summary>
public abstract class BackoffOptions
{
    protected BackoffOptions()
    {
    }

    /// <summary>The count of starts begins anew when the child lived so long (by default the shortest delay).</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>The count of starts begins anew on <see cref="BackoffSupervisor.Reset"/> only.</summary>
    public abstract BackoffOptions WithManualReset();

    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    /// <summary>Every failure stops the child.</summary>
    public abstract BackoffOptions WithDefaultStoppingStrategy();

    /// <summary>The answer to messages that come while there is no child; otherwise they are dead letters.</summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);

    /// <summary>A message after which the end of the child is final.</summary>
    public abstract BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage);

    internal abstract Props Props { get; }
}

/// <summary>When the count of starts begins anew.</summary>
public interface IBackoffReset
{
}

internal sealed record AutoReset(TimeSpan After) : IBackoffReset;

internal sealed record ManualReset : IBackoffReset;
