using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.Report.Page;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>
/// One campaign as its pages see it. However many look at it, its journal is asked for news once a second at most, and its report is drawn once
/// for what the journal holds.
/// </summary>
internal sealed class LiveCampaign(CampaignFolder folder) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly SemaphoreSlim Drawing = new(1, 1);
    private readonly CampaignWatch _watch = new(folder);
    private readonly Lock _lock = new();
    private (CampaignStatus Status, long Ordering)? _known;
    private long _knownAt;
    private (long Ordering, string State, int Notes, Task<string> Html)? _report;

    /// <summary>When it was last asked for, as <see cref="Environment.TickCount64"/>.</summary>
    public long LastUse { get; private set; } = Environment.TickCount64;

    /// <summary>Where it stands, and the number of its last decision.</summary>
    public (CampaignStatus Status, long Ordering) Look()
    {
        lock (_lock)
        {
            LastUse = Environment.TickCount64;
            if (_known is { } known && Environment.TickCount64 - _knownAt < Fresh.TotalMilliseconds) return known;
            var ordering = 0L;
            var status = CampaignStatus.Read(folder, () =>
            {
                var history = _watch.Look();
                ordering = history.LastOrdering;
                return history;
            }, DateTimeOffset.UtcNow);
            (_known, _knownAt) = ((status, ordering), Environment.TickCount64);
            return (status, ordering);
        }
    }

    /// <summary>Reads from its decisions; one reader at a time.</summary>
    public T Read<T>(Func<CampaignHistory, T> read)
    {
        lock (_lock)
        {
            LastUse = Environment.TickCount64;
            return read(_watch.Look());
        }
    }

    /// <summary>The report's sections, drawn anew only where the campaign has decided something since.</summary>
    public Task<string> Report()
    {
        var (status, ordering) = Look();
        lock (_lock)
        {
            if (_report is not { } report || (report.Ordering, report.State, report.Notes) != (ordering, status.State, status.Notes.Count) || report.Html.IsFaulted)
                _report = report = (ordering, status.State, status.Notes.Count, Task.Run(() => Draw(status.Live is not null)));
            return report.Html;
        }
    }

    /// <summary>Everything the journal holds, single subnets too.</summary>
    public CampaignHistory ReadAll() => CampaignHistory.Read(folder);

    /// <summary>Asks the process at work to pause; false where there is none, or it does not answer.</summary>
    public bool Pause() => CampaignLock.IsHeld(folder) && ControlSocket.Pause(folder).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _watch.Dispose();
    }

    private async Task<string> Draw(bool lockHeld)
    {
        await Drawing.WaitAsync();
        try
        {
            return ReportPage.Content(ReportMaterial.Read(folder, lockHeld));
        }
        finally
        {
            Drawing.Release();
        }
    }
}

/// <summary>The campaigns that somebody looks at.</summary>
internal sealed class LiveCampaigns(string runsFolder) : IDisposable
{
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, LiveCampaign> _campaigns = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>A campaign; null where there is none of that name.</summary>
    public LiveCampaign? this[string name]
    {
        get
        {
            lock (_lock)
            {
                foreach (var (old, unused) in _campaigns.Where(it =>
                    it.Key != name && Environment.TickCount64 - it.Value.LastUse > Unused.TotalMilliseconds).ToList())
                {
                    _campaigns.Remove(old);
                    unused.Dispose();
                }
                if (CampaignFolder.AllIn(runsFolder).FirstOrDefault(folder => folder.Name == name) is not { } found) return null;
                if (!_campaigns.TryGetValue(name, out var campaign)) _campaigns[name] = campaign = new LiveCampaign(found);
                return campaign;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            foreach (var campaign in _campaigns.Values) campaign.Dispose();
    }
}
