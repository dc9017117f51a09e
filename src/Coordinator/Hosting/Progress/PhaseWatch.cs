using System.Globalization;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;

namespace S3Actors.Coordinator.Hosting.Progress;

/// <summary>
/// The phases of a session, each once. Work for a search is measured under names like <c>final/generation-3</c>: part of a phase that is
/// watched already, so it only tells that phase's pace.
/// </summary>
public sealed class PhaseWatches(TimeProvider clock)
{
    private readonly Dictionary<(CampaignPhase, string), PhaseWatch> _phases = [];

    /// <summary>Whether a message is of a part of another phase.</summary>
    public static bool IsPart(Messages.Commands.Progress progress) => WholeOf(progress) is not null;

    /// <summary>The subject of the phase that a message is of a part of; null for a phase of its own.</summary>
    public static string? WholeOf(Messages.Commands.Progress progress) =>
        RequestName.TryParse(progress.Subject, out var name) && name.Subject != progress.Subject ? name.Subject : null;

    /// <summary>Takes a message.</summary>
    /// <returns>Its phase, and whether this is the first that was heard of it.</returns>
    public (PhaseWatch Phase, bool Begins) Hear(Messages.Commands.Progress progress)
    {
        var begins = !_phases.TryGetValue((progress.Phase, progress.Subject), out var phase);
        if (begins) _phases[(progress.Phase, progress.Subject)] = phase = new PhaseWatch(clock, progress);
        phase!.Hear(progress);
        return (phase, begins);
    }
}

/// <summary>One phase of a session as a watcher sees it: how far, how fast, how long yet.</summary>
public sealed class PhaseWatch(TimeProvider clock, Messages.Commands.Progress first)
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(20);
    private readonly RateMeter _rate = new(clock, RateWindow);

    /// <summary>What was heard last.</summary>
    public Messages.Commands.Progress Latest { get; private set; } = first;

    /// <summary>What it is about, in words: <c>iteration-2: train</c>, <c>control: search</c>.</summary>
    public string Title => $"{Latest.Subject}: {Latest.Phase.ToString().ToLowerInvariant()}";

    /// <summary>Whether all of it is done.</summary>
    public bool IsDone => Latest.Done >= Latest.Total;

    /// <summary>Images a second; null before that is known, and where a unit says nothing of images.</summary>
    public double? ImagesPerSecond => _rate.PerSecond > 0 && Latest.Images > 0 ? _rate.PerSecond * Latest.Images : null;

    /// <summary>Seconds that the rest takes at this pace; null before that is known, and once all is done.</summary>
    public double? SecondsLeft => IsDone ? null : _rate.Left(Latest.Total - Latest.Done)?.TotalSeconds;

    /// <summary>Rate and time left: <c>2310 images/s, 12 s left</c>; empty before they are known.</summary>
    public string Pace
    {
        get
        {
            var rate = ImagesPerSecond is { } images ? string.Create(CultureInfo.InvariantCulture, $"{images:0} images/s") : "";
            var left = SecondsLeft is { } seconds ? $"{NumberText.Duration(seconds)} left" : "";
            return rate.Length > 0 && left.Length > 0 ? $"{rate}, {left}" : rate + left;
        }
    }

    /// <summary>Takes a message of this phase.</summary>
    public void Hear(Messages.Commands.Progress progress)
    {
        Latest = progress;
        _rate.Add(progress.Done);
    }
}

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
