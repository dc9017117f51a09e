using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.History;

/// <summary>All campaigns at a glance; a campaign is read again only where it, or a note of it, was written since, or is being written.</summary>
/// <param name="runsFolder">Folder of the campaigns' folders.</param>
public sealed class CampaignOverviews(string runsFolder)
{
    private readonly Dictionary<string, (Mark Mark, CampaignOverview Overview)> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Every campaign, in the order of their names.</summary>
    public IReadOnlyList<CampaignOverview> All()
    {
        lock (_lock)
        {
            var folders = CampaignFolder.AllIn(runsFolder);
            var marked = folders.Select(folder => (folder, mark: Mark.Of(folder))).ToList();
            foreach (var (folder, mark, overview) in marked.Where(it => it.mark.Held || !_known.TryGetValue(it.folder.Path, out var old) || old.Mark != it.mark)
                .AsParallel().Select(it => (it.folder, it.mark, CampaignOverview.Of(it.folder))).ToList()) _known[folder.Path] = (mark, overview);
            return [.. folders.Select(folder => _known[folder.Path].Overview)];
        }
    }

    /// <summary>What changes with the journal. Files say nothing of one in PostgreSQL: it is read each time, as one at work is.</summary>
    private readonly record struct Mark(bool Held, DateTime Journal, DateTime Log, DateTime Notes)
    {
        public static Mark Of(CampaignFolder folder) =>
            new(CampaignLock.IsHeld(folder) || File.Exists(folder.PostgresFile), File.GetLastWriteTimeUtc(folder.JournalFile), File.GetLastWriteTimeUtc(folder.JournalFile + "-wal"),
                File.GetLastWriteTimeUtc(folder.NotesFile));
    }
}
