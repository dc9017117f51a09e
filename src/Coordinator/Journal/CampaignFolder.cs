using S3Actors.Messages.Campaign;

namespace S3Actors.Coordinator.Journal;

/// <summary>What stands where in a campaign's folder.</summary>
/// <param name="Path">The folder: <c>runs/NAME</c>.</param>
public sealed record CampaignFolder(string Path)
{
    /// <summary>The folder of a campaign below the folder of all campaigns.</summary>
    public static CampaignFolder Of(string runsFolder, string name) => new(System.IO.Path.GetFullPath(System.IO.Path.Combine(runsFolder, name)));

    /// <summary>Every campaign below a folder, by name, and every folder that this user may not look into; empty where there is no such folder.</summary>
    public static IReadOnlyList<CampaignFolder> AllIn(string runsFolder) => !Directory.Exists(runsFolder) ? [] :
        [.. Directory.EnumerateDirectories(runsFolder).Order(StringComparer.Ordinal).Select(path => new CampaignFolder(System.IO.Path.GetFullPath(path)))
            .Where(folder => folder.HasJournal || folder.IsClosed)];

    /// <summary>The campaign's name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The journal in SQLite.</summary>
    public string JournalFile { get; init; } = System.IO.Path.Combine(Path, "journal.db");

    /// <summary>In its place where the journal stands in PostgreSQL: one line that names what holds the connection string.</summary>
    public string PostgresFile => System.IO.Path.Combine(Path, "journal.postgres");

    /// <summary>Whether the campaign has a journal, be it here or in PostgreSQL.</summary>
    public bool HasJournal => File.Exists(JournalFile) || File.Exists(PostgresFile);

    /// <summary>Whether this user may not look into the folder.</summary>
    private bool IsClosed
    {
        get
        {
            try
            {
                _ = Directory.EnumerateFileSystemEntries(Path).Any();
                return false;
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                return e is UnauthorizedAccessException;
            }
        }
    }

    /// <summary>The supernets' weights.</summary>
    public string CheckpointFolder => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Held by the one process that works on the campaign.</summary>
    public string LockFile => System.IO.Path.Combine(Path, "lock");

    /// <summary>The log of all sessions.</summary>
    public string LogFile => System.IO.Path.Combine(Path, "log.txt");

    /// <summary>Where the session at work can be asked to pause.</summary>
    public string ControlSocket => System.IO.Path.Combine(Path, "control.sock");

    /// <summary>What the session at work does from moment to moment; decides nothing.</summary>
    public string TelemetryFile => System.IO.Path.Combine(Path, "telemetry.jsonl");

    /// <summary>The same of earlier, once that file was full.</summary>
    public string OlderTelemetryFile => System.IO.Path.Combine(Path, "telemetry.1.jsonl");

    /// <summary>What people said of the campaign: remarks and tags; decides nothing.</summary>
    public string NotesFile => System.IO.Path.Combine(Path, "notes.jsonl");

    /// <summary>The checkpoints that were removed on purpose.</summary>
    public string PrunedFile => System.IO.Path.Combine(Path, "pruned.json");

    /// <summary>How the program was last started on it.</summary>
    public string CommandFile => System.IO.Path.Combine(Path, "command.json");

    /// <summary>Images that could not be decoded, with what stood in them when the campaign began.</summary>
    public string DamagedImagesFile => System.IO.Path.Combine(Path, "damaged-images.json");

    /// <summary>Copies of the user's own rules that the campaign decides by: data, which is loaded only if the user trusts its digest.</summary>
    private string RulesFolder => System.IO.Path.Combine(Path, "rules");

    /// <summary>The copy of one of them.</summary>
    public string RuleFile(RuleAssembly assembly) => System.IO.Path.Combine(RulesFolder, assembly.Sha256, assembly.File);

    /// <summary>The report as text, written when the campaign ends.</summary>
    public string ReportFile => System.IO.Path.Combine(Path, "report.txt");

    /// <summary>The same as JSON.</summary>
    public string ReportJsonFile => System.IO.Path.Combine(Path, "report.json");

    /// <summary>The report as a page with charts.</summary>
    public string ReportPageFile => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The winner as files for other programs.</summary>
    public string BestFolder => System.IO.Path.Combine(Path, "best");

    /// <summary>The campaign as TensorBoard's event files.</summary>
    public string TensorBoardFolder => System.IO.Path.Combine(Path, "events");

    /// <summary>The winner, in the form that <c>cost</c> reads.</summary>
    public string BestArchitectureFile => System.IO.Path.Combine(BestFolder, "architecture.json");

    /// <summary>Remembers that the journal stands in PostgreSQL.</summary>
    /// <param name="source">The environment variable or the file that holds the connection string.</param>
    public void NamePostgres(string source) => File.WriteAllText(
        PostgresFile, (Environment.GetEnvironmentVariable(source) is null && File.Exists(source) ? System.IO.Path.GetFullPath(source) : source) + "\n");

    /// <summary>The persistence id of a stream of this campaign: part of the file format.</summary>
    public string IdOf(string stream) => $"{Name}/{stream}";

    /// <summary>The stream below the campaign that a persistence id names; the whole id where it is another campaign's.</summary>
    public string StreamOf(string id) => id.StartsWith(IdOf(""), StringComparison.Ordinal) ? id[(Name.Length + 1)..] : id;
}
