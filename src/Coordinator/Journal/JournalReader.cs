using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Journal;

/// <summary>One row of a journal.</summary>
/// <param name="Ordering">Its number in the whole journal.</param>
/// <param name="Stream">The stream below the campaign: <c>campaign</c>, <c>ledger</c>, <c>stage1.depth</c>.</param>
/// <param name="SequenceNumber">Its number in the stream, from 1.</param>
/// <param name="Header">Time and version.</param>
/// <param name="Event">What happened.</param>
public sealed record JournalRow(long Ordering, string Stream, long SequenceNumber, EventHeader Header, IEvent Event)
{
    /// <summary>When it was decided.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(Header.UnixMicroseconds * TimeSpan.TicksPerMicrosecond);
}

/// <summary>Reads a campaign's journal beside whoever writes it: read-only, without a lock that a writer could meet.</summary>
public sealed class JournalReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _prefix;

    /// <param name="folder">The campaign's folder; it has a journal.</param>
    /// <exception cref="SqliteException">The file cannot be read, or is no database.</exception>
    public JournalReader(CampaignFolder folder)
    {
        _prefix = folder.Name + "/";
        _connection = JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadOnly);
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal'";
        HasEvents = (long)command.ExecuteScalar()! > 0; // the first session creates the table with the first event
    }

    /// <summary>False for a journal that no session has written to yet.</summary>
    public bool HasEvents { get; }

    /// <summary>The rows of one stream in their order.</summary>
    /// <exception cref="JournalException">A row is unknown or damaged.</exception>
    public IEnumerable<JournalRow> Stream(string stream) => Rows("persistence_id = $id ORDER BY sequence_number", ("$id", _prefix + stream));

    /// <summary>The rows of the streams that hold decisions, in the order of the journal: all but the ledger's single subnets.</summary>
    /// <exception cref="JournalException">A row is unknown or damaged.</exception>
    public IEnumerable<JournalRow> Decisions(long afterOrdering = 0) =>
        Rows("manifest <> $name AND ordering > $after ORDER BY ordering", ("$name", EventNames.NameOf(typeof(SubnetEvaluated))), ("$after", afterOrdering));

    /// <summary>A number that changes when somebody else writes to the journal, and only then, while this reader is open.</summary>
    public long DataVersion()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Every row in the order of the journal.</summary>
    /// <exception cref="JournalException">A row is unknown or damaged.</exception>
    public IEnumerable<JournalRow> All() => Rows("1 ORDER BY ordering");

    /// <summary>The row before another; null before the first.</summary>
    public JournalRow? Before(long ordering) => Rows("ordering < $limit ORDER BY ordering DESC LIMIT 1", ("$limit", ordering)).FirstOrDefault();

    /// <summary>How many rows there are.</summary>
    public long CountAll()
    {
        if (!HasEvents) return 0;
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM journal WHERE deleted = 0";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>How many rows of a kind stand behind a row.</summary>
    public long Count<T>(long afterOrdering = 0) where T : IEvent
    {
        if (!HasEvents) return 0;
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM journal WHERE deleted = 0 AND manifest = $name AND ordering > $after";
        command.Parameters.AddWithValue("$name", EventNames.NameOf(typeof(T)));
        command.Parameters.AddWithValue("$after", afterOrdering);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>How many rows each stream has; streams without any are not named.</summary>
    public IReadOnlyDictionary<string, long> CountByStream()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        if (!HasEvents) return counts;
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, count(*) FROM journal WHERE deleted = 0 GROUP BY persistence_id";
        using var row = command.ExecuteReader();
        while (row.Read()) counts[StreamOf(row.GetString(0))] = row.GetInt64(1);
        return counts;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private IEnumerable<JournalRow> Rows(string condition, params (string Name, object Value)[] parameters)
    {
        if (!HasEvents) yield break;
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT ordering, persistence_id, sequence_number, manifest, message FROM journal WHERE deleted = 0 AND {condition}";
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var (header, content) = EventCodec.Decode(row.GetString(3), (byte[])row[4]);
            yield return new JournalRow(row.GetInt64(0), StreamOf(row.GetString(1)), row.GetInt64(2), header, content);
        }
    }

    private string StreamOf(string id) => id.StartsWith(_prefix, StringComparison.Ordinal) ? id[_prefix.Length..] : id;
}
