using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Snapshot;

/// <summary>The statements on the table snapshot. Times are UTC ticks.</summary>
internal static class SnapshotTable
{
    private const string Upsert =
        "INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) VALUES (@0, @1, @2, @3, @4, @5) "
        + "ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET "
        + "created = excluded.created, snapshot = excluded.snapshot, manifest = excluded.manifest, serializer_id = excluded.serializer_id";

    private const string Latest =
        "SELECT sequence_number, created, snapshot, manifest, serializer_id FROM snapshot "
        + "WHERE persistence_id = @0 AND sequence_number <= @1 AND created <= @2 ORDER BY sequence_number DESC LIMIT 1";

    public static void Save(SqliteSession session, SnapshotMetadata metadata, PayloadBytes stored) =>
        session.Execute(Upsert, metadata.PersistenceId, metadata.SequenceNr, metadata.Timestamp.Ticks, stored.Bytes, stored.Manifest, stored.SerializerId);

    public static StoredSnapshot? Select(SqliteSession session, string persistenceId, SnapshotSelectionCriteria criteria)
    {
        using var reader = session.Read(Latest, persistenceId, criteria.MaxSequenceNr, criteria.MaxTimeStamp.Ticks);
        if (!reader.Read()) return null;
        return new StoredSnapshot(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetFieldValue<byte[]>(2),
            reader.IsDBNull(3) ? string.Empty : reader.GetString(3),
            reader.IsDBNull(4) ? null : reader.GetInt32(4));
    }

    public static void Delete(SqliteSession session, string persistenceId, long sequenceNr) =>
        session.Execute("DELETE FROM snapshot WHERE persistence_id = @0 AND sequence_number = @1", persistenceId, sequenceNr);

    public static void Delete(SqliteSession session, string persistenceId, SnapshotSelectionCriteria criteria) => session.Execute(
        "DELETE FROM snapshot WHERE persistence_id = @0 AND sequence_number <= @1 AND created <= @2",
        persistenceId,
        criteria.MaxSequenceNr,
        criteria.MaxTimeStamp.Ticks);
}

/// <summary>A row as it is read back.</summary>
internal readonly record struct StoredSnapshot(long SequenceNumber, long Created, byte[] Snapshot, string Manifest, int? SerializerId);
