using System.CommandLine;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>backup NAME FILE</c>: the journal as one file, also of a campaign at work; and what to copy besides.</summary>
internal static class BackupCommand
{
    /// <param name="File">The copy of the journal.</param>
    /// <param name="Sha256">Its digest.</param>
    /// <param name="Besides">Files and folders that spare work after a restore; the journal alone suffices.</param>
    private sealed record BackupDocument(string Name, string File, long Bytes, string Sha256, long Events, IReadOnlyList<string> Besides);

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign; it may be running." };
        var file = new Argument<string>("FILE") { Description = "The file to write; it must not exist." };
        var command = new Command("backup", "Copy a campaign's journal into one file, also while it runs.") { name, file };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            invocation.Print(Of(invocation.Existing(parsed.GetValue(name)!), parsed.GetValue(file)!), Text);
            return ExitCode.Done;
        });
        return command;
    }

    private static BackupDocument Of(CampaignFolder folder, string file)
    {
        OutputFile.RequirePlace("FILE", file);
        if (File.Exists(file)) throw new BadInputException($"FILE {file}: exists already, and a backup replaces nothing");
        using (var journal = new JournalReader(folder))
            if (journal.Newest() == 0 && CheckpointListing.Of(folder).MissingEvents([]) is { } missing) throw new IOException($"campaign '{folder.Name}': {missing}");
        var (written, events) = JournalBackup.Write(folder, file);
        string[] besides = [folder.CheckpointFolder, Path.Combine(folder.Path, "campaign.conf"), folder.DamagedImagesFile, folder.NotesFile, folder.PrunedFile];
        return new BackupDocument(folder.Name, written.Path, written.Bytes, written.Sha256, events, [.. besides.Where(Path.Exists)]);
    }

    private static string Text(BackupDocument it) => FormattableString.Invariant(
        $"{it.Events} events of campaign '{it.Name}' are in {it.File} ({it.Bytes >> 10} KiB, SHA-256 {it.Sha256})\n")
        + $"to restore: an empty folder {it.Name}, the file in it as journal.db, and the same run command\n"
        + (it.Besides.Count == 0 ? ""
            : $"copy besides, now: {string.Join(", ", it.Besides)} (checkpoints that are not there are trained again)\n");
}
