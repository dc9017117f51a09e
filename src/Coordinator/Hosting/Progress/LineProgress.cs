using System.Globalization;

namespace S3Actors.Coordinator.Hosting.Progress;

/// <summary>Progress as lines, for logs and pipes: one as a phase begins, one as it ends, and between them at most one each interval.</summary>
public sealed class LineProgress(TextWriter output, TimeProvider clock, TimeSpan interval)
{
    private readonly PhaseWatches _phases = new(clock);
    private readonly HashSet<PhaseWatch> _ended = [];
    private long _lastLine = clock.GetTimestamp();

    /// <summary>Takes what was published; from one thread at a time.</summary>
    public void Hear(Messages.Commands.Progress progress)
    {
        var (phase, begins) = _phases.Hear(progress);
        if (_ended.Contains(phase)) return;
        if (phase.IsDone) _ended.Add(phase);
        var isTurn = clock.GetElapsedTime(_lastLine) >= interval;
        if (!isTurn && (PhaseWatches.IsPart(progress) || !(begins || phase.IsDone))) return;
        Say(string.Create(CultureInfo.InvariantCulture, $"{phase.Title}: {progress.Unit} {progress.Done} of {progress.Total}")
            + (phase.Pace.Length > 0 ? $", {phase.Pace}" : "") + (progress.Detail.Length > 0 ? $" ({progress.Detail})" : ""));
        _lastLine = clock.GetTimestamp();
    }

    /// <summary>Writes a line of its own, with the time before it.</summary>
    public void Say(string text)
    {
        output.WriteLine($"{clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {text}");
        output.Flush();
    }
}
