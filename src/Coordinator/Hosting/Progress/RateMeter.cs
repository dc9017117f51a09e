namespace S3Actors.Coordinator.Hosting.Progress;

/// <summary>Units a second over the last while, from a count that only grows.</summary>
public sealed class RateMeter(TimeProvider clock, TimeSpan window)
{
    private readonly Queue<(long Time, long Done)> _samples = new();

    /// <summary>Takes a count.</summary>
    public void Add(long done)
    {
        var now = clock.GetTimestamp();
        _samples.Enqueue((now, done));
        while (_samples.Count > 2 && clock.GetElapsedTime(_samples.Peek().Time, now) > window) _samples.Dequeue();
    }

    /// <summary>Units a second; 0 until two counts differ.</summary>
    public double PerSecond
    {
        get
        {
            if (_samples.Count < 2) return 0;
            var (first, last) = (_samples.Peek(), _samples.Last());
            var seconds = clock.GetElapsedTime(first.Time, last.Time).TotalSeconds;
            return seconds > 0 ? (last.Done - first.Done) / seconds : 0;
        }
    }

    /// <summary>Time that <paramref name="remaining"/> units take at that rate; null where it is not known.</summary>
    public TimeSpan? Left(long remaining) => PerSecond > 0 ? TimeSpan.FromSeconds(Math.Min(remaining / PerSecond, 1e8)) : null;
}
