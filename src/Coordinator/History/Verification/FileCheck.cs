using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Digests the files that the journal names: every checkpoint that is still there, and those that must be.</summary>
internal static class FileCheck
{
    /// <summary>Checks them all; what does not agree is looked at again beside the journal as it stands then.</summary>
    /// <param name="findings">Takes what does not agree.</param>
    /// <returns>Files read.</returns>
    public static int Run(CampaignFolder folder, JournalRows journal, CampaignHistory recorded, List<Finding> findings)
    {
        var (isFirst, read) = (true, 0);
        findings.AddRange(SecondLook.Confirm(() =>
        {
            var listing = CheckpointListing.Of(folder);
            var rows = isFirst ? journal : JournalRows.Read(folder);
            isFirst = false;
            var found = new List<Finding>();
            read = Checkpoints(folder, rows, found);
            if (listing.MissingEvents(rows.All.Select(row => row.Event).OfType<IEvent>()) is { } missing)
                found.Add(new Finding("journal", 0, missing));
            return found;
        }));
        return read + Best(folder, recorded, findings);
    }

    private static int Checkpoints(CampaignFolder folder, JournalRows journal, List<Finding> findings)
    {
        var read = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pruned = PrunedFiles.Of(folder);
        foreach (var (stream, rows) in journal.Streams)
        {
            var newest = rows.FindLast(row => row.Event is CheckpointSaved);
            foreach (var row in rows)
            {
                var (file, digest, required) = row.Event switch
                {
                    CheckpointSaved it => (it.File, it.Sha256, row == newest),
                    TrainingFinished it => (it.CheckpointFile, it.CheckpointSha256, true),
                    SessionPaused { Checkpoint: { } it } => (it.File, it.Sha256, false), // superseded by the next checkpoint
                    _ => ("", "", false),
                };
                if (file.Length == 0 || !seen.Add(file + digest)) continue;
                var path = Path.Combine(folder.CheckpointFolder, Path.GetFileName(file));
                if (DigestOf(path) is { } found)
                {
                    read++;
                    if (found != digest)
                        findings.Add(new Finding(stream, row.SequenceNumber,
                        $"checkpoints/{file} was changed: its digest is {found[..12]}..., not {digest[..12]}..."));
                }
                else if (required && pruned.When(file, digest) is null)
                {
                    findings.Add(new Finding(stream, row.SequenceNumber, $"checkpoints/{file} is missing"));
                }
            }
        }
        return read;
    }

    /// <summary>Null where there is no such file; a process at work removes superseded ones.</summary>
    private static string? DigestOf(string path)
    {
        try
        {
            return DurableFile.Digest(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static int Best(CampaignFolder folder, CampaignHistory recorded, ICollection<Finding> findings)
    {
        if (recorded.Completed is null || recorded.Selected(SearchNames.Final) is not { } selected || !File.Exists(folder.BestArchitectureFile)) return 0;
        var expected = new ArchitectureFile(selected.Best.Architecture.Stages, recorded.Spec.Network).ToJson();
        if (File.ReadAllText(folder.BestArchitectureFile).TrimEnd() != expected.TrimEnd())
            findings.Add(new Finding("files", 0, "best/architecture.json is not the winner of the search 'final'"));
        return 1;
    }
}
