using System.Globalization;

namespace S3Actors.Coordinator.Hosting.Progress;

/// <summary>Progress as lines, for logs and pipes: one as a phase begins, one as it ends, and between them at most one each interval.</summary>
/// <param name="say">Takes a line.</param>
/// <param name="clock">Measures the interval.</param>
/// <param name="interval">As above.</param>
public sealed class LineProgress(Action<string> say, TimeProvider clock, TimeSpan interval)
{
    private readonly PhaseWatches _phases = new(clock);
    private readonly HashSet<PhaseWatch> _ended = [];
    private long _lastLine = clock.GetTimestamp();

    /// <summary>Lines with date, time and time zone before them.</summary>
    /// <param name="output">Where they go.</param>
    public LineProgress(TextWriter output, TimeProvider clock, TimeSpan interval)
        : this(text => WriteDated(output, clock, text), clock, interval)
    {
    }

    /// <summary>Takes what was published; from one thread at a time.</summary>
    public void Hear(Messages.Commands.Progress progress)
    {
        var (phase, begins) = _phases.Hear(progress);
        if (_ended.Contains(phase)) return;
        if (phase.IsDone) _ended.Add(phase);
        var isTurn = clock.GetElapsedTime(_lastLine) >= interval;
        if (!isTurn && (PhaseWatches.IsPart(progress) || !(begins || phase.IsDone))) return;
        say(string.Create(CultureInfo.InvariantCulture, $"{phase.Title}: {progress.Unit} {progress.Done} of {progress.Total}")
            + (phase.Pace.Length > 0 ? $", {phase.Pace}" : "") + (progress.Detail.Length > 0 ? $" ({progress.Detail})" : ""));
        _lastLine = clock.GetTimestamp();
    }

    private static void WriteDated(TextWriter output, TimeProvider clock, string text)
    {
        output.WriteLine($"{clock.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)} {text}");
        output.Flush();
    }
}
