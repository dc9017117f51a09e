using System.Diagnostics;
using S3Actors.Coordinator.Hosting.Progress;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.Telemetry;

/// <summary>
/// Writes a sample of what a session does every few seconds, from a thread of its own: a session that works on one thing for long gives signs of
/// life all the same. Where the file cannot be written, the session goes on without it.
/// </summary>
public sealed class Heartbeat : IAsyncDisposable
{
    /// <summary>Time between two samples.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Time without a sample after which a session that should work is said to give no sign of life.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly TelemetryFile _file;
    private readonly DeviceProbe _devices;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly PhaseWatches _phases;
    private PhaseWatch? _phase;
    private PhaseWatch? _pace;
    private (long Time, TimeSpan Processor) _before;

    /// <summary>Writes the first sample, and then one each <see cref="Interval"/>.</summary>
    /// <param name="devices">What the session computes on, as settings name it; null where nothing is to be known of that.</param>
    public Heartbeat(CampaignFolder folder, TimeProvider clock, IReadOnlyList<string>? devices = null)
    {
        _devices = new DeviceProbe(devices ?? [], Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"));
        (_file, _clock, _phases) = (new TelemetryFile(folder), clock, new PhaseWatches(clock));
        _before = (clock.GetTimestamp(), ProcessorTime());
        _timer = clock.CreateTimer(_ => Beat(), null, TimeSpan.Zero, Interval);
    }

    /// <summary>The newest sample; null before the first.</summary>
    public TelemetrySample? Newest { get; private set; }

    /// <summary>Takes what was published; from any thread.</summary>
    public void Hear(Messages.Commands.Progress progress)
    {
        lock (_lock)
        {
            _pace = _phases.Hear(progress).Phase;
            if (!PhaseWatches.IsPart(progress)) _phase = _pace; // a part tells its phase's pace only
        }
    }

    /// <summary>Writes the last sample.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Beat();
    }

    private void Beat()
    {
        var devices = _devices.Ask(); // by another process: nobody who publishes waits for it
        lock (_lock)
        {
            try
            {
                _file.Append(Newest = Sample() with { Devices = devices });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next one may be written again.
            }
        }
    }

    private TelemetrySample Sample()
    {
        var (now, processor) = (_clock.GetTimestamp(), ProcessorTime());
        var seconds = _clock.GetElapsedTime(_before.Time, now).TotalSeconds;
        var cores = seconds > 0 ? (processor - _before.Processor).TotalSeconds / seconds : 0;
        _before = (now, processor);
        var latest = _phase?.Latest;
        return new TelemetrySample(
            _clock.GetUtcNow(), Environment.ProcessId, latest?.Phase.ToString().ToLowerInvariant() ?? "", latest?.Subject ?? "", latest?.Done ?? 0,
            latest?.Total ?? 0, latest?.Unit ?? "",
            _pace?.ImagesPerSecond, _phase?.SecondsLeft, latest?.Step, Environment.WorkingSet, Math.Round(cores, 3));
    }

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
