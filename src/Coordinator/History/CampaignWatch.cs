using S3Actors.Coordinator.Journal;

namespace S3Actors.Coordinator.History;

/// <summary>
/// Looks at a campaign again and again, beside the process that works on it: each look reads only what was written since the last, and
/// nothing where nothing was.
/// </summary>
public sealed class CampaignWatch(CampaignFolder folder) : IDisposable
{
    private readonly CampaignFold _fold = new();
    private JournalReader? _journal;
    private long _version;
    private CampaignView? _last;

    /// <summary>The campaign as it stands.</summary>
    public CampaignView Look()
    {
        if (_journal is { HasEvents: false }) Close(); // its first session had written nothing yet
        _journal ??= new JournalReader(folder);
        var version = _journal.DataVersion(); // asked before reading: what comes meanwhile is read the next time
        if (_last is not null && version == _version) return _last;
        _last = _fold.Follow(_journal, folder.Name);
        _version = version;
        return _last;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Close()
    {
        _journal?.Dispose();
        (_journal, _last) = (null, null);
    }
}
