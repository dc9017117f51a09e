using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Hosting;

/// <summary>What must hold before a session writes anything.</summary>
internal static class Admission
{
    /// <summary>What the first writes of a session take, with room to spare: a journal's tables are made whole or not at all.</summary>
    private const long LeastBytes = 256 << 10;

    /// <summary>The journal, where there is one, is whole (every row is what was written, and none is missing) and of this very campaign.</summary>
    /// <param name="say">Told of images that were repaired since (<see cref="RepairedImages"/>), and of events that are missing.</param>
    /// <returns>The images under the digest that the journal has, and the specification under the names that it has of users' own rules.</returns>
    /// <exception cref="DamagedJournalException">It is not whole.</exception>
    /// <exception cref="IOException">It is missing or has no event, though checkpoints stand beside it.</exception>
    /// <exception cref="BadInputException">It is of another specification or other images.</exception>
    public static (CampaignConfiguration Configuration, CampaignImages Images) RequireOwnJournal(
        CampaignFolder folder, CampaignConfiguration configuration, CampaignImages images, Action<string> say)
    {
        var scan = folder.HasJournal ? JournalScan.Of(folder) : JournalScan.Empty;
        if (!scan.IsWhole) throw new DamagedJournalException(folder, scan);
        var missing = CheckpointListing.Of(folder).MissingEvents([.. scan.Campaign, .. scan.Trainings]);
        if (scan.Campaign is not [CampaignCreated created, ..])
        {
            if (missing is null) return (configuration, images);
            throw new IOException(
                $"campaign '{folder.Name}' is not begun anew: {missing}; put journal.db and journal.db-wal, or a backup, into {folder.Path}, or move that folder away");
        }
        if (missing is not null) say($"{missing}; what came after is done again, to the same results");
        images = RepairedImages.Recognise(folder, created.DatasetDigest, images, say);
        if (scan.Campaign.OfType<CampaignForked>().LastOrDefault() is { } forked) created = created with { Spec = forked.Spec };
        var spec = WithRecordedRules(created.Spec, configuration.Spec);
        var differences = SpecDifference.Between(created.Spec, spec).ToList();
        if (created.DatasetDigest != images.Digest) 
            differences.Add($"data: the images of {configuration.Data.Folder} are not those it began with (SHA-256 {created.DatasetDigest[..12]}... "
                + $"in the journal, {images.Digest[..12]}... now); {DataSettings.InWords(configuration.Places)}");
        return differences.Count == 0 ? (configuration with { Spec = spec }, images) : throw Refusal(folder, differences);
    }

    /// <summary>Earlier versions recorded the path of an assembly and no digest: one of that file's name is taken for it.</summary>
    private static CampaignSpec WithRecordedRules(CampaignSpec recorded, CampaignSpec given)
    {
        var overrides = given.Evolution.Overrides.ToDictionary(
            it => it.Key, it => Named(it.Value, recorded.Evolution.Overrides.GetValueOrDefault(it.Key)), StringComparer.Ordinal);
        var rule = Named(given.Evolution.Rule, recorded.Evolution.Rule);
        return given with { Evolution = given.Evolution with { Rule = rule, Overrides = overrides } };

        static RuleSpec Named(RuleSpec rule, RuleSpec? before)
        {
            if (before?.Assembly is not { } path || before.Name != rule.Name || RuleAssembly.TryParse(path, out _)) return rule;
            return rule.Assembly is { } given && RuleAssembly.TryParse(given, out var now) && now.File == Path.GetFileName(path)
                ? rule with { Assembly = path } : rule;
        }
    }

    /// <summary>Where the campaign's journal stands: for a new one where <c>execution.journal.postgres.connection_from</c> says, for one that has begun where it is.</summary>
    /// <exception cref="BadInputException">The setting names PostgreSQL and the journal is a file.</exception>
    /// <exception cref="IOException">The connection string or the server cannot be used.</exception>
    public static JournalStore ChooseJournal(CampaignFolder folder, ExecutionSettings execution)
    {
        if (execution.PostgresConnectionFrom is not { } source) return JournalStore.Of(folder);
        if (File.Exists(folder.JournalFile) && !File.Exists(folder.PostgresFile))
            throw new BadInputException($"the journal of campaign '{folder.Name}' is a file; "
                + $"'s3actors journal copy {folder.Name} {ShellText.Quoted($"postgres:{source}")}' takes it to PostgreSQL");
        PostgresStore.Of(folder, source).Prepare(); // a folder that names an unusable database would be in the way of the next try
        folder.NamePostgres(source);
        return JournalStore.Of(folder);
    }

    /// <summary>The refusal of another specification under the name of a campaign.</summary>
    public static BadInputException Refusal(CampaignFolder folder, IReadOnlyList<string> differences) => new(
        $"campaign '{folder.Name}' exists with another specification; go on with the same settings, or begin another by --name:\n"
        + string.Join('\n', differences.Select(difference => "  " + difference)));

    /// <summary>The disk has room for work that writes.</summary>
    /// <exception cref="IOException">It has not.</exception>
    public static void RequireDisk(ExecutionSettings execution)
    {
        var free = FreeDisk.BytesAt(execution.CampaignFolder);
        if (free < LeastBytes) throw new IOException($"{free >> 10} KiB of disk are free at {execution.CampaignFolder}: too few to begin");
        if (free < execution.MinimumFreeDiskBytes)
            throw new IOException($"{free >> 20} MiB of disk are free at {execution.CampaignFolder}, and execution.minimum_free_disk_mib asks for {execution.MinimumFreeDiskBytes >> 20}");
    }

    /// <summary>Removes the folder of a campaign that was refused before its journal was made, if it holds nothing but the lock.</summary>
    public static void LeaveNoFolder(CampaignFolder folder)
    {
        if (folder.HasJournal || Directory.EnumerateFileSystemEntries(folder.Path).Any(path => path != folder.LockFile)) return;
        File.Delete(folder.LockFile);
        Directory.Delete(folder.Path);
    }

    /// <summary>Creates the campaign's folder where there is none, and takes its lock; null where another process holds it.</summary>
    /// <exception cref="BadInputException">The folder cannot be created or written.</exception>
    public static CampaignLock? TakeFolder(CampaignFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Path);
            return CampaignLock.TryTake(folder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new BadInputException($"--runs: {folder.Path} cannot be written: {e.Message}");
        }
    }
}
