using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.History;

/// <summary>
/// Looks at a campaign again and again, beside the process that works on it: each look reads only what was written since the last, and
/// nothing where nothing was.
/// </summary>
public sealed class CampaignWatch(CampaignFolder folder) : IDisposable
{
    private readonly CampaignHistory _history = new(folder.Name);
    private JournalReader? _journal;
    private long? _version;

    /// <summary>The campaign as it stands; the next look changes it.</summary>
    public CampaignHistory Look()
    {
        if (_journal is { HasEvents: false }) Dispose(); // its first session had written nothing yet
        _journal ??= new JournalReader(folder);
        var version = _journal.DataVersion(); // asked before reading: what comes meanwhile is read the next time
        if (version != _version) _history.Follow(_journal);
        _version = version;
        return _history;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal?.Dispose();
        (_journal, _version) = (null, null);
    }
}
