namespace S3Actors.Models.Measurement;

/// <summary>How long passes take: the median of repeated runs.</summary>
public static class PassTimes
{
    /// <summary>Times passes in turns, so that what slows the machine for a while slows all of them, and each once untimed before.</summary>
    /// <param name="passes">What is timed, on the calling thread.</param>
    /// <param name="runs">Timed runs of each, at least 1; an odd number has a middle.</param>
    /// <param name="clock">Tells how long a run took.</param>
    /// <returns>The median of each, in their order.</returns>
    public static IReadOnlyList<TimeSpan> Medians(IReadOnlyList<Action> passes, int runs, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        TimeSpan[][] times = [.. passes.Select(_ => new TimeSpan[runs])];
        foreach (var pass in passes) pass();
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < passes.Count; i++)
            {
                var begun = clock.GetTimestamp();
                passes[i]();
                times[i][run] = clock.GetElapsedTime(begun);
            }
        }
        return [.. times.Select(it => it.Order().ElementAt(runs / 2))];
    }
}
