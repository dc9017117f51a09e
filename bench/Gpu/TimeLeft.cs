using System.Diagnostics;

namespace S3Actors.Bench.Gpu;

/// <summary>How much of a limited time is left; all the time there is where it is not limited.</summary>
/// <param name="limit">Seconds from now on, or null.</param>
internal sealed class TimeLeft(double? limit)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Seconds so far.</summary>
    public double Spent => _watch.Elapsed.TotalSeconds;

    /// <summary>Whether something that takes so many seconds can still be begun.</summary>
    public bool Allows(double seconds) => limit is not { } most || Spent + seconds <= most;
}
