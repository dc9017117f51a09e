using Akka.Configuration;

namespace Akka.Persistence.Journal;

/// <summary>
/// Guards a replay against two writers of one stream. Events come in the order of their sequence numbers; once a new
/// writer has appeared, a later event of an earlier writer was written by a process that should have been gone.
/// </summary>
internal sealed class ReplayFilter
{
    private readonly string _mode;
    private readonly int _maxOldWriters;
    private readonly Queue<string> _oldWriters = new();
    private string _writer = "";

    private ReplayFilter(string mode, int maxOldWriters)
    {
        _mode = mode;
        _maxOldWriters = maxOldWriters;
    }

    /// <exception cref="ConfigurationException">The mode is none of the four.</exception>
    public static ReplayFilter From(Config config)
    {
        var mode = config.GetString("replay-filter.mode", "").ToLowerInvariant();
        if (mode is not ("off" or "repair-by-discard-old" or "fail" or "warn"))
            throw new ConfigurationException($"Invalid replay-filter.mode [{mode}], supported values [off, repair-by-discard-old, fail, warn]");
        return new ReplayFilter(mode, config.GetInt("replay-filter.max-old-writers"));
    }

    /// <exception cref="InvalidOperationException">The mode is fail and the event is an old writer's.</exception>
    public bool Admits(IPersistentRepresentation e)
    {
        if (_mode == "off" || e.WriterGuid == _writer) return true;
        if (_oldWriters.Contains(e.WriterGuid))
        {
            if (_mode != "fail") return _mode == "warn";
            throw new InvalidOperationException(
                $"Event {e.SequenceNr} of {e.PersistenceId} is by writer {e.WriterGuid}, whom {_writer} had already replaced.");
        }

        if (_writer.Length > 0) _oldWriters.Enqueue(_writer);
        if (_oldWriters.Count > _maxOldWriters) _oldWriters.Dequeue();
        _writer = e.WriterGuid;
        return true;
    }
}
