using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Pruning;

/// <summary>A file that may go.</summary>
/// <param name="File">Its path below the campaign's folder.</param>
/// <param name="Why">What it is, and what is given up with it.</param>
public sealed record PrunableFile(string File, long Bytes, string Why)
{
    /// <summary>Its digest in the journal, where it is a checkpoint that the journal names.</summary>
    internal string? Sha256 { get; init; }
}

/// <summary>
/// What can be freed of a campaign that no process works on. Kept is all that a resume, an export, a retraining and a verification read: the journal,
/// the weights of the final supernet and of the controls, and those of the last two iterations of a campaign that is not finished, since its next
/// supernet may begin from them.
/// </summary>
internal static class CampaignPruning
{
    private const int KeptIterations = 2;

    /// <summary>The files, the largest first.</summary>
    public static IReadOnlyList<PrunableFile> Plan(CampaignFolder folder, CampaignHistory history)
    {
        var begun = history.Iterations.Count;
        var free = history.Completed is not null ? begun : begun - KeptIterations;
        List<PrunableFile> files = [];
        for (var iteration = 1; iteration <= free; iteration++)
            foreach (var trained in SupernetNames.AllOfIteration(iteration, history.SpecAt(iteration).Measurement.ReplicateCount()).Select(history.Trained).OfType<TrainingFinished>())
                Add(Path.Combine(Path.GetFileName(folder.CheckpointFolder), trained.CheckpointFile),
                    $"weights of the supernet {trained.Supernet}; without them no fork shares iteration {iteration}", trained.CheckpointSha256);
        foreach (var path in Unfinished(folder)) Add(Path.GetRelativePath(folder.Path, path), "half-written by a process that was killed");
        Add(Path.GetFileName(folder.OlderTelemetryFile), "older telemetry; what happened from moment to moment is then known of the last days alone");
        return [.. files.OrderByDescending(file => file.Bytes).ThenBy(file => file.File, StringComparer.Ordinal)];

        void Add(string file, string why, string? sha256 = null)
        {
            if (new FileInfo(Path.Combine(folder.Path, file)) is { Exists: true } found)
                files.Add(new PrunableFile(file, found.Length, why) { Sha256 = sha256 });
        }
    }

    /// <summary>Removes them.</summary>
    /// <exception cref="IOException">One cannot be removed; those before it are.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Remove(CampaignFolder folder, IReadOnlyList<PrunableFile> files, DateTimeOffset now)
    {
        var checkpoints = files.Where(file => file.Sha256 is not null).ToList();
        if (checkpoints.Count > 0) PrunedFiles.Of(folder).Add(checkpoints.Select(file => new PrunedFile(Path.GetFileName(file.File), file.Sha256!, now)));
        foreach (var file in files) File.Delete(Path.Combine(folder.Path, file.File));
    }

    private static IEnumerable<string> Unfinished(CampaignFolder folder) =>
        Directory.EnumerateFiles(folder.Path, "*" + DurableFile.UnfinishedSuffix, SearchOption.AllDirectories);
}
