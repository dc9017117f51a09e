using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.History;

/// <summary>A campaign at rest as it was read, and what its files were then.</summary>
internal sealed record KnownOverview(string Mark, CampaignOverview Overview);

/// <summary>
/// What was read of a folder of very many campaigns, in a file beside them, so that the next process need not read their journals again. It counts only
/// where a campaign's files are what they were when it was read, and for the same build of the program. Whoever removes it loses nothing but time.
/// </summary>
internal static class KnownOverviews
{
    /// <summary>The file in the folder of campaigns.</summary>
    public const string FileName = ".overviews.json";

    /// <summary>Campaigns from which on it is kept: fewer are read about as fast as it is.</summary>
    public const int Worthwhile = 50;

    /// <summary>A file written so short a time ago may be written again without its time telling.</summary>
    private static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(2);

    private static readonly string Build = typeof(KnownOverviews).Module.ModuleVersionId.ToString();

    /// <summary>
    /// What changes whenever what is shown of a campaign does: lengths and times of the files that it is read from. Null for one that must be read each
    /// time: it is at work, stands in PostgreSQL, of which files say nothing, was written just now, or this user may not look at it.
    /// </summary>
    public static string? MarkOf(CampaignFolder folder)
    {
        if (CampaignLock.IsHeld(folder) || File.Exists(folder.PostgresFile)) return null;
        try
        {
            var files = new[] { folder.JournalFile, folder.JournalFile + "-wal", folder.NotesFile }.Select(path => new FileInfo(path))
                .Select(file => file.Exists ? (file.Length, Time: file.LastWriteTimeUtc) : (Length: -1, Time: DateTime.MinValue));
            var all = files.Append((Length: -1, Time: Directory.GetLastWriteTimeUtc(folder.CheckpointFolder))).ToList();
            return all.Max(it => it.Time) > DateTime.UtcNow - Unsettled ? null
                : string.Join(' ', all.Select(it => string.Create(CultureInfo.InvariantCulture, $"{it.Length}:{it.Time.Ticks}")));
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the file holds, by the campaigns' names; nothing where there is none that this build can use.</summary>
    public static IReadOnlyDictionary<string, KnownOverview> Read(string runsFolder)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(runsFolder, FileName));
            return JsonSerializer.Deserialize(file, KnownOverviewsForm.Default.KnownOverviewsDocument) is { } known && known.Build == Build
                ? known.Campaigns : new Dictionary<string, KnownOverview>();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return new Dictionary<string, KnownOverview>();
        }
    }

    /// <summary>Replaces the file, all at once; where the folder cannot be written, there is none.</summary>
    public static void Write(string runsFolder, Dictionary<string, KnownOverview> campaigns)
    {
        var path = Path.Combine(runsFolder, FileName);
        var aside = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}");
        try
        {
            using (var file = File.Create(aside)) JsonSerializer.Serialize(file, new KnownOverviewsDocument(Build, campaigns), KnownOverviewsForm.Default.KnownOverviewsDocument);
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The campaigns are read again next time.
        }
    }
}

/// <summary>The file as a document.</summary>
/// <param name="Build">Which build of the program wrote it.</param>
/// <param name="Campaigns">Campaigns at rest, by their names.</param>
internal sealed record KnownOverviewsDocument(string Build, Dictionary<string, KnownOverview> Campaigns);

/// <summary>Its form, made ready by the compiler: a program that only lists campaigns would spend more on that than on reading it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(KnownOverviewsDocument))]
internal sealed partial class KnownOverviewsForm : JsonSerializerContext;
