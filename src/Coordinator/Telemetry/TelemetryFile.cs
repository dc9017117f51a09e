using System.Text.Json;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Telemetry;

/// <summary>
/// The samples of a campaign, a line of JSON each, in <c>telemetry.jsonl</c> beside the journal. A full file becomes <c>telemetry.1.jsonl</c>
/// in place of the one before, so that the two never take more than twice <see cref="FullAt"/>.
/// </summary>
/// <param name="folder">The campaign's folder.</param>
/// <param name="fullAt">Bytes after which a file is full.</param>
public sealed class TelemetryFile(CampaignFolder folder, long fullAt = TelemetryFile.FullAt)
{
    /// <summary>Bytes after which a file is full: some three days of samples.</summary>
    public const long FullAt = 16 << 20;

    private const int TailBytes = 8 << 10;

    /// <summary>Appends a sample.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Append(TelemetrySample sample)
    {
        if (new FileInfo(folder.TelemetryFile) is { Exists: true } file && file.Length > fullAt)
            File.Move(folder.TelemetryFile, folder.OlderTelemetryFile, overwrite: true);
        File.AppendAllText(folder.TelemetryFile, JsonSerializer.Serialize(sample, JsonForm.OneLine) + "\n");
    }

    /// <summary>The newest sample; null where there is none that can be read.</summary>
    public TelemetrySample? Newest()
    {
        foreach (var path in new[] { folder.TelemetryFile, folder.OlderTelemetryFile })
            if (JsonLines.Read(path, TailBytes).Reverse().Select(JsonLines.Parse<TelemetrySample>).FirstOrDefault(sample => sample is not null) is { } newest) return newest;
        return null;
    }

    /// <summary>At most about so many samples, spread evenly over all, oldest first; the last is among them.</summary>
    public IReadOnlyList<TelemetrySample> Spread(int most)
    {
        var lines = Lines.ToList();
        var stride = Math.Max(1, (lines.Count + most - 1) / most);
        return [.. lines.Where((_, i) => (lines.Count - 1 - i) % stride == 0).Select(JsonLines.Parse<TelemetrySample>).OfType<TelemetrySample>()];
    }

    /// <summary>Every sample that can be read, oldest first.</summary>
    public IEnumerable<TelemetrySample> All() => Lines.Select(JsonLines.Parse<TelemetrySample>).OfType<TelemetrySample>();

    private IEnumerable<string> Lines => new[] { folder.OlderTelemetryFile, folder.TelemetryFile }.SelectMany(path => JsonLines.Read(path));
}
