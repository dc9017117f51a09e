using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.Telemetry;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>
/// One campaign as its pages see it. However many look at it, its journal is asked for news once a second at most, read in full once for what it
/// holds, and its report is drawn once for that.
/// </summary>
/// <param name="key">How addresses name it: see <see cref="LiveCampaigns"/>.</param>
internal sealed class LiveCampaign(CampaignFolder folder, string key) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly SemaphoreSlim Drawing = new(1, 1);
    private readonly CampaignWatch _watch = new(folder);
    private readonly Lock _lock = new();
    private (CampaignStatus Status, long Ordering)? _known;
    private long _knownAt;
    private (long Ordering, string State, int Notes) _stand;
    private Task<ReportMaterial>? _material;
    private Task<string>? _report;

    /// <summary>How addresses name it.</summary>
    public string Key => key;

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
        var material = Material();
        lock (_lock) return _report is { IsFaulted: false } ? _report : _report = Drawn(material, ReportPage.Content);
    }

    /// <summary>Draws from everything that the journal holds, single subnets too; one drawing at a time, of all campaigns.</summary>
    public Task<string> Draw(Func<ReportMaterial, string> draw) => Drawn(Material(), draw);

    /// <summary>Samples of its telemetry, spread evenly over all of it.</summary>
    public IReadOnlyList<TelemetrySample> Samples(int most) => new TelemetryFile(folder).Spread(most);

    /// <summary>Starts the program on it again as it was last started; null where that works, otherwise why not.</summary>
    public string? Resume() => CampaignLock.IsHeld(folder) ? "It is running." : StartedCommand.Read(folder) is not { } command ? "It was not begun by 'run' on this machine, or by an earlier version."
        : command.StartAgain();

    /// <summary>Asks the process at work to pause; false where there is none, or it does not answer.</summary>
    public bool Pause() => CampaignLock.IsHeld(folder) && ControlSocket.Pause(folder).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _watch.Dispose();
    }

    /// <summary>Everything that the journal holds, read anew only where there is more of it.</summary>
    private Task<ReportMaterial> Material()
    {
        var (status, ordering) = Look();
        lock (_lock)
        {
            var stand = (ordering, status.State, status.Notes.Count);
            if (_material is { IsFaulted: false } && stand == _stand) return _material;
            (_stand, _report) = (stand, null);
            return _material = OneAtATime(() => ReportMaterial.Read(folder, status.Live is not null));
        }
    }

    private static async Task<string> Drawn(Task<ReportMaterial> material, Func<ReportMaterial, string> draw)
    {
        var read = await material;
        return await OneAtATime(() => draw(read));
    }

    private static async Task<T> OneAtATime<T>(Func<T> work)
    {
        await Drawing.WaitAsync();
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            Drawing.Release();
        }
    }
}

/// <summary>
/// The campaigns that somebody looks at. A campaign below the folder of runs has its name as key; one of a study that of the study before it:
/// <c>STUDY:CAMPAIGN</c>.
/// </summary>
internal sealed class LiveCampaigns(string runsFolder) : IDisposable
{
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, LiveCampaign> _campaigns = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>A campaign; null where there is none of that key.</summary>
    public LiveCampaign? this[string key]
    {
        get
        {
            lock (_lock)
            {
                foreach (var (old, unused) in _campaigns.Where(it =>
                    it.Key != key && Environment.TickCount64 - it.Value.LastUse > Unused.TotalMilliseconds).ToList())
                {
                    _campaigns.Remove(old);
                    unused.Dispose();
                }
                var names = key.Split(':');
                if (names.Length > 2 || !names.All(CampaignName.IsAllowed) || CampaignFolder.Of(runsFolder, Path.Combine(names)) is not { HasJournal: true } found) return null;
                if (!_campaigns.TryGetValue(key, out var campaign)) _campaigns[key] = campaign = new LiveCampaign(found, key);
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
