using System.Globalization;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Hosting.Progress;

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

    /// <summary>Rate and time left: <c>2310 images/s, 12 s left</c>; empty before they are known.</summary>
    public string Pace
    {
        get
        {
            if (_rate.PerSecond <= 0) return "";
            var rate = Latest.Images > 0 ? string.Create(CultureInfo.InvariantCulture, $"{_rate.PerSecond * Latest.Images:0} images/s") : "";
            var left = IsDone || _rate.Left(Latest.Total - Latest.Done) is not { } time ? "" : $"{Figures.Duration(time.TotalSeconds)} left";
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
