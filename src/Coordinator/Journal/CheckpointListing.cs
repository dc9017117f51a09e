using System.Globalization;
using System.Text.RegularExpressions;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Journal;

/// <summary>
/// The checkpoints in a campaign's folder, beside what its journal knows of them. Beside a process at work the files are listed before the
/// journal is read: then each of them is known, but for the one that is being recorded.
/// </summary>
/// <param name="Files">Each with the supernet and the step that its name says.</param>
internal sealed partial record CheckpointListing(IReadOnlyList<(string Name, string Supernet, int Step)> Files)
{
    private const int MostNamed = 2;

    /// <summary>Lists a campaign's checkpoints, by name; files that have other names are none.</summary>
    public static CheckpointListing Of(CampaignFolder folder)
    {
        if (!Directory.Exists(folder.CheckpointFolder)) return new CheckpointListing([]);
        var names = Directory.EnumerateFiles(folder.CheckpointFolder).Select(path => Form().Match(Path.GetFileName(path)));
        return new CheckpointListing([.. names.Where(form => form.Success).OrderBy(form => form.Value, StringComparer.Ordinal)
            .Select(form => (form.Value, form.Groups[1].Value, int.Parse(form.Groups[2].Value, CultureInfo.InvariantCulture)))]);
    }

    /// <summary>
    /// What is wrong with the journal, in words, if it lacks what happened before files were written; null otherwise. A crash leaves at most one
    /// checkpoint of a training that had begun before its event: no more than an interval ahead of what the journal knows.
    /// </summary>
    /// <param name="events">
    /// The journal's: the beginnings of campaign, forks, trainings and retrainings, and each training's last checkpoint, at least.
    /// </param>
    public string? MissingEvents(IEnumerable<IEvent> events)
    {
        var trainedSteps = new Dictionary<string, int>(StringComparer.Ordinal);
        var interval = 0;
        foreach (var it in events)
        {
            if (it is TrainingStarted started) trainedSteps.TryAdd(started.Supernet, 0);
            if (it is CheckpointSaved saved) trainedSteps[saved.Supernet] = Math.Max(saved.Step, trainedSteps.GetValueOrDefault(saved.Supernet));
            interval = Math.Max(interval, it switch
            {
                CampaignCreated created => created.Spec.Training.CheckpointEverySteps,
                CampaignForked forked => forked.Spec.Training.CheckpointEverySteps,
                RetrainingStarted retraining => retraining.Training.CheckpointEverySteps,
                _ => 0,
            });
        }
        var unknown = Files.Where(file => !trainedSteps.TryGetValue(file.Supernet, out var steps) || file.Step > (long)steps + interval)
            .Select(file => file.Name).ToList();
        if (unknown.Count == 0) return null;
        var named = string.Join(", ", unknown.Take(MostNamed));
        if (unknown.Count > MostNamed) named += FormattableString.Invariant($" and {unknown.Count - MostNamed} more");
        return interval == 0
            ? $"the journal has no event, but checkpoints stand beside it ({named}): it was lost, or copied without journal.db-wal"
            : $"the journal ends before checkpoints that stand beside it ({named}): it is an older backup, or was copied without journal.db-wal";
    }

    [GeneratedRegex(@"^(.+?)-(?:pause-)?step([0-9]{1,9})\.safetensors$")]
    private static partial Regex Form();
}
