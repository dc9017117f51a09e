using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Journal;

/// <summary>The statements on the tables journal and tags.</summary>
internal static class JournalTable
{
    private const string InsertRow =
        "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) VALUES (@0, 0, @1, @2, @3, @4, @5, @6)";

    private const string InsertTag = "INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id) VALUES (@0, @1, @2, @3)";

    private const string SelectRows =
        "SELECT sequence_number, created, message, manifest, identifier, writer_uuid FROM journal "
        + "WHERE persistence_id = @0 AND sequence_number >= @1 AND sequence_number <= @2 AND deleted = 0 ORDER BY sequence_number LIMIT @3";

    public static void Insert(SqliteSession session, IEnumerable<JournalRow> rows)
    {
        foreach (var row in rows)
        {
            session.Execute(InsertRow, row.Created, row.PersistenceId, row.SequenceNumber, row.Message, row.Manifest, row.Identifier, row.WriterUuid);
            if (row.Tags.Count == 0) continue;
            var ordering = session.Scalar("SELECT last_insert_rowid()");
            foreach (var tag in row.Tags) session.Execute(InsertTag, ordering, tag, row.SequenceNumber, row.PersistenceId);
        }
    }

    /// <summary>Removes the events up to a number. The highest of them stays, marked: it keeps the stream's highest number.</summary>
    public static void Delete(SqliteSession session, string persistenceId, long toSequenceNr)
    {
        session.Execute("UPDATE journal SET deleted = 1 WHERE persistence_id = @0 AND sequence_number <= @1", persistenceId, toSequenceNr);
        var highest = session.Scalar("SELECT MAX(sequence_number) FROM journal WHERE persistence_id = @0 AND deleted = 1", persistenceId);
        session.Execute("DELETE FROM journal WHERE persistence_id = @0 AND sequence_number <= @1 AND sequence_number < @2", persistenceId, toSequenceNr, highest);
        session.Execute("DELETE FROM tags WHERE persistence_id = @0 AND sequence_nr <= @1", persistenceId, toSequenceNr);
    }

    /// <summary>The highest sequence number above a given one; 0 if there is none.</summary>
    public static long Highest(SqliteSession session, string persistenceId, long above) =>
        (long)(session.Scalar("SELECT MAX(sequence_number) FROM journal WHERE persistence_id = @0 AND sequence_number > @1", persistenceId, above) ?? 0L);

    /// <summary>The next rows of a range, at most <paramref name="most"/>. They are read to the end at once, so that no lock is held while they are used.</summary>
    public static List<StoredEvent> Select(SqliteSession session, string persistenceId, long from, long to, long most)
    {
        var rows = new List<StoredEvent>();
        using var reader = session.Read(SelectRows, persistenceId, from, to, most);
        while (reader.Read())
        {
            rows.Add(new StoredEvent(
                reader.GetInt64(0),
                reader.GetInt64(1),
                reader.GetFieldValue<byte[]>(2),
                reader.IsDBNull(3) ? string.Empty : reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetInt32(4),
                reader.IsDBNull(5) ? null : reader.GetString(5)));
        }

        return rows;
    }
}

/// <summary>A row as it is read back.</summary>
internal readonly record struct StoredEvent(long SequenceNumber, long Created, byte[] Message, string Manifest, int? Identifier, string WriterUuid);
