using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Snapshot;
using Akka.Persistence.Sql.Sqlite;

namespace Akka.Persistence.Sql.Snapshot;

/// <summary>The snapshot store in SQLite.</summary>
public class SqlSnapshotStore : SnapshotStore, IWithUnboundedStash
{
    private readonly PluginSettings _settings;
    private readonly Akka.Serialization.Serialization _serialization;
    private SqliteWriter _writer;

    public SqlSnapshotStore(Config snapshotConfig)
    {
        _settings = PluginSettings.From(snapshotConfig.WithFallback(SqlPersistence.DefaultSnapshotConfiguration));
        _serialization = Context.System.Serialization;
    }

    /// <summary>Holds what comes before the table is there.</summary>
    public IStash Stash { get; set; }

    protected override void PreStart()
    {
        base.PreStart();
        _writer = WriterLease.Take(Context, _settings.ConnectionString);
        TableCreation.Begin(Context, Stash, _writer, _settings.AutoInitialize ? [Schema.Snapshot] : [], "The snapshot store's table");
    }

    protected override async Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        await _writer.Settled().ConfigureAwait(false);
        return await Task.Run(() =>
        {
            using var session = new SqliteSession(_settings.ConnectionString);
            return SnapshotTable.Select(session, persistenceId, criteria) is { } row ? ToSnapshot(persistenceId, row) : null;
        }).ConfigureAwait(false);
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        var stored = PayloadBytes.Of(snapshot, _serialization, _settings.DefaultSerializer);
        return _writer.Enqueue(new WriteJob(session => SnapshotTable.Save(session, metadata, stored)));
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata) =>
        _writer.Enqueue(new WriteJob(session => SnapshotTable.Delete(session, metadata.PersistenceId, metadata.SequenceNr)));

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        _writer.Enqueue(new WriteJob(session => SnapshotTable.Delete(session, persistenceId, criteria)));

    private SelectedSnapshot ToSnapshot(string persistenceId, StoredSnapshot row) => new(
        new SnapshotMetadata(persistenceId, row.SequenceNumber, new DateTime(row.Created)),
        PayloadBytes.Restore(row.Snapshot, row.SerializerId, row.Manifest, _serialization, _settings.DefaultSerializer));
}
