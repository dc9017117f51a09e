using System.Text;
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

    private static readonly JsonSerializerOptions Line = new(JsonForm.Options) { WriteIndented = false };

    /// <summary>Appends a sample.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Append(TelemetrySample sample)
    {
        if (new FileInfo(folder.TelemetryFile) is { Exists: true } file && file.Length > fullAt)
            File.Move(folder.TelemetryFile, folder.OlderTelemetryFile, overwrite: true);
        File.AppendAllText(folder.TelemetryFile, JsonSerializer.Serialize(sample, Line) + "\n");
    }

    /// <summary>The newest sample; null where there is none that can be read.</summary>
    public TelemetrySample? Newest()
    {
        foreach (var path in new[] { folder.TelemetryFile, folder.OlderTelemetryFile })
            if (Lines(path, TailBytes).Reverse().Select(Read).FirstOrDefault(sample => sample is not null) is { } newest) return newest;
        return null;
    }

    /// <summary>At most about so many samples, spread evenly over all, oldest first; the last is among them.</summary>
    public IReadOnlyList<TelemetrySample> Spread(int most)
    {
        var lines = new[] { folder.OlderTelemetryFile, folder.TelemetryFile }.SelectMany(path => Lines(path, long.MaxValue)).ToList();
        var stride = Math.Max(1, (lines.Count + most - 1) / most);
        return [.. lines.Where((_, i) => (lines.Count - 1 - i) % stride == 0).Select(Read).OfType<TelemetrySample>()];
    }

    /// <summary>Every sample that can be read, oldest first.</summary>
    public IEnumerable<TelemetrySample> All() =>
        new[] { folder.OlderTelemetryFile, folder.TelemetryFile }.SelectMany(path => Lines(path, long.MaxValue)).Select(Read).OfType<TelemetrySample>();

    /// <summary>The lines at a file's end; a writer may be at work on it.</summary>
    private static string[] Lines(string path, long bytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(bytes, file.Length), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // none so far, or not to be read
        }
    }

    /// <summary>A sample; null of a line that is cut short.</summary>
    private static TelemetrySample? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TelemetrySample>(line, Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
