using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Telemetry;

namespace S3Actors.Coordinator.History;

/// <summary>What the process that works on a campaign says of itself, beside the journal.</summary>
/// <param name="SecondsSilent">
/// Seconds since its last sign of life: a sample, a row of the journal (a subnet's result too), or the taking of the lock.
/// </param>
/// <param name="SecondsSinceCheckpoint">Seconds since the last checkpoint or pause that a restart would go on from; null before the first.</param>
/// <param name="Sample">What it did then; null before its first sample.</param>
public sealed record SignsOfLife(double SecondsSilent, double? SecondsSinceCheckpoint, TelemetrySample? Sample)
{
    /// <summary>Whether it should have given a sign of life since.</summary>
    public bool Silent => SecondsSilent > Heartbeat.Silence.TotalSeconds;

    /// <summary>Reads them.</summary>
    internal static SignsOfLife Of(CampaignFolder folder, CampaignHistory history, DateTimeOffset now)
    {
        var sample = new TelemetryFile(folder).Newest();
        // A log without rows may be made by whoever reads.
        var last = new[] { folder.LockFile, folder.JournalFile, folder.JournalFile + "-wal" }.Select(path => new FileInfo(path))
            .Where(file => file.Exists && (file.Length > 0 || !file.Name.EndsWith("-wal", StringComparison.Ordinal)))
            .Select(file => file.LastWriteTimeUtc).DefaultIfEmpty().Max();
        if (sample is not null && sample.Time.UtcDateTime > last) last = sample.Time.UtcDateTime;
        if (history.LastEvent is { } row && row.UtcDateTime > last) last = row.UtcDateTime; // files say nothing of rows in PostgreSQL
        return new SignsOfLife(
            Math.Max(0, (now.UtcDateTime - last).TotalSeconds), history.LastCheckpoint is { } checkpoint ? Math.Max(0, (now - checkpoint).TotalSeconds)
                : null, sample);
    }
}
