using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Bench.Journal;

/// <summary>Writes a journal as the actors do, row by row the same bytes and digests, but in one transaction.</summary>
internal sealed class JournalWriter : IDisposable
{
    /// <summary>The table of Akka.Persistence.Sql (docs/journal.md).</summary>
    private const string Table = """
        CREATE TABLE journal (
            ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, created BigInt NOT NULL, deleted Bit NOT NULL, persistence_id NVarChar(255) NOT NULL,
            sequence_number BigInt NOT NULL, message VarBinary NOT NULL, manifest NVarChar(500) NULL, identifier INTEGER NULL, writer_uuid NVarChar(128) NULL);
        CREATE UNIQUE INDEX journal_uq ON journal (persistence_id, sequence_number);
        CREATE INDEX journal_created_idx ON journal (created);
        CREATE INDEX journal_sequence_number_idx ON journal (sequence_number);
        """;

    private readonly string _campaign;
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly SqliteCommand _insert;
    private readonly Dictionary<string, (long Number, byte[] Digest)> _ends = new(StringComparer.Ordinal);
    private readonly EventStamp _stamp = new(new SteadyClock(), "0.1.0");

    /// <param name="file">Made anew.</param>
    public JournalWriter(string file, string campaign)
    {
        _campaign = campaign;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        using (var command = _connection.CreateCommand())
        {
            command.CommandText = "PRAGMA journal_mode = WAL;" + Table;
            command.ExecuteNonQuery();
        }
        _transaction = _connection.BeginTransaction();
        _insert = _connection.CreateCommand();
        _insert.Transaction = _transaction;
        _insert.CommandText = """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            VALUES (0, 0, $id, $number, $message, $manifest, 5301, 'bench')
            """;
        foreach (var name in new[] { "$id", "$number", "$message", "$manifest" }) _insert.Parameters.Add(new SqliteParameter(name, null));
    }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Appends events to a stream, as one write.</summary>
    public void Append(string stream, params IReadOnlyList<IEvent> events)
    {
        var (number, digest) = _ends.GetValueOrDefault(stream, (0, []));
        foreach (var row in _stamp.Chain(digest, events))
        {
            (number, digest) = (number + 1, row.Digest);
            _insert.Parameters["$id"].Value = $"{_campaign}/{stream}";
            _insert.Parameters["$number"].Value = number;
            _insert.Parameters["$message"].Value = row.Bytes;
            _insert.Parameters["$manifest"].Value = row.Name;
            _insert.ExecuteNonQuery();
            Rows++;
        }
        _ends[stream] = (number, digest);
    }

    /// <summary>Writes everything.</summary>
    public void Dispose()
    {
        _transaction.Commit();
        _insert.Dispose();
        _connection.Dispose();
    }

    /// <summary>A write every 20 ms.</summary>
    private sealed class SteadyClock : TimeProvider
    {
        private long _writes;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50).AddMilliseconds(20 * _writes++);
    }
}
