using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Models.Evolution;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Digests the files that the journal names: every checkpoint that is still there, and those that must be.</summary>
internal static class FileCheck
{
    /// <summary>Checks them all.</summary>
    /// <param name="findings">Takes what does not agree.</param>
    /// <returns>Files read.</returns>
    public static int Run(CampaignFolder folder, JournalRows journal, CampaignHistory recorded, ICollection<Finding> findings)
    {
        var read = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
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
                var path = Path.Combine(folder.Path, "checkpoints", Path.GetFileName(file));
                if (File.Exists(path))
                {
                    read++;
                    if (DurableFile.Digest(path) is var found && found != digest)
                        findings.Add(new Finding(stream, row.SequenceNumber,
                        $"checkpoints/{file} was changed: its digest is {found[..12]}..., not {digest[..12]}..."));
                }
                else if (required)
                {
                    findings.Add(new Finding(stream, row.SequenceNumber, $"checkpoints/{file} is missing"));
                }
            }
        }
        return read + Rules(folder, recorded, findings) + Best(folder, recorded, findings);
    }

    /// <summary>The copies of users' own rules, which nothing loads here.</summary>
    private static int Rules(CampaignFolder folder, CampaignHistory recorded, ICollection<Finding> findings)
    {
        var read = 0;
        if (recorded.Created is null) return 0;
        foreach (var text in UpdateRules.All(recorded.Spec.Evolution).Select(it => it.Assembly).OfType<string>().Distinct())
        {
            if (!RuleAssembly.TryParse(text, out var assembly)) continue; // an earlier version kept no copy
            var (path, name) = (folder.RuleFile(assembly), $"rules/{assembly.Sha256}/{assembly.File}");
            if (!File.Exists(path)) findings.Add(new Finding("files", 0, $"{name} is missing"));
            else if (DurableFile.Digest(path) != assembly.Sha256) findings.Add(new Finding("files", 0, $"{name} was changed"));
            else read++;
        }
        return read;
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
