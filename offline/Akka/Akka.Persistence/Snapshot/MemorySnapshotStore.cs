using System.Collections.Concurrent;

namespace Akka.Persistence.Snapshot;

/// <summary>Keeps snapshots in memory as long as the actor system lives.</summary>
public class MemorySnapshotStore : SnapshotStore
{
    private readonly ConcurrentDictionary<(string PersistenceId, long SequenceNr), SelectedSnapshot> _snapshots = new();

    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.FromResult(Within(persistenceId, criteria).MaxBy(s => s.Metadata.SequenceNr));

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        _snapshots[(metadata.PersistenceId, metadata.SequenceNr)] = new SelectedSnapshot(metadata, snapshot);
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        _snapshots.TryRemove((metadata.PersistenceId, metadata.SequenceNr), out _);
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        foreach (var found in Within(persistenceId, criteria)) _snapshots.TryRemove((persistenceId, found.Metadata.SequenceNr), out _);
        return Task.CompletedTask;
    }

    private IEnumerable<SelectedSnapshot> Within(string persistenceId, SnapshotSelectionCriteria criteria) =>
        _snapshots.Values.Where(s => s.Metadata.PersistenceId == persistenceId && criteria.IsMatch(s.Metadata));
}

/// <summary>Where no store is configured: there are no snapshots, and none can be saved.</summary>
public sealed class NoSnapshotStore : SnapshotStore
{
    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.FromResult<SelectedSnapshot>(null);

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) => Task.FromException(Missing());

    protected override Task DeleteAsync(SnapshotMetadata metadata) => Task.FromException(Missing());

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Task.FromException(Missing());

    private static InvalidOperationException Missing() => new("No snapshot store configured.");
}
