using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.History;

/// <summary>All campaigns at a glance; a campaign is read again only where it, or a note of it, was written since, or is being written.</summary>
/// <param name="runsFolder">Folder of the campaigns' folders.</param>
/// <param name="worthwhile">Campaigns from which on what was read is kept in a file for the next process.</param>
public sealed class CampaignOverviews(string runsFolder, int worthwhile = KnownOverviews.Worthwhile)
{
    private readonly Lock _lock = new();
    private Dictionary<string, KnownOverview>? _known;

    /// <summary>Every campaign, in the order of their names.</summary>
    public IReadOnlyList<CampaignOverview> All()
    {
        lock (_lock)
        {
            var folders = CampaignFolder.AllIn(runsFolder);
            _known ??= folders.Count < worthwhile ? [] : new Dictionary<string, KnownOverview>(KnownOverviews.Read(runsFolder), StringComparer.Ordinal);
            var found = folders.AsParallel().AsOrdered().Select(folder =>
            {
                var mark = KnownOverviews.MarkOf(folder); // before it is read: what is written meanwhile is read the next time
                return mark is not null && _known.TryGetValue(folder.Name, out var known) && known.Mark == mark ? (Mark: mark, known.Overview, IsNew: false)
                    : (Mark: mark, Overview: CampaignOverview.Of(folder), IsNew: true);
            }).ToList();
            // One that cannot be read may be readable the next time, without any change of its own.
            _known = found.Where(it => it.Mark is not null && it.Overview.Status is { Live: null })
                .ToDictionary(it => it.Overview.Name, it => new KnownOverview(it.Mark!, it.Overview), StringComparer.Ordinal);
            if (folders.Count >= worthwhile && found.Any(it => it.IsNew && _known.ContainsKey(it.Overview.Name))) KnownOverviews.Write(runsFolder, _known);
            return [.. found.Select(it => it.Overview)];
        }
    }
}
