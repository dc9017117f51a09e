namespace Akka.Persistence;

/// <summary>The snapshot is stored.</summary>
public sealed class SaveSnapshotSuccess(SnapshotMetadata metadata)
{
    /// <summary>With the time that the store gave it.</summary>
    public SnapshotMetadata Metadata { get; } = metadata;
}

/// <summary>The snapshot is not stored.</summary>
public sealed class SaveSnapshotFailure(SnapshotMetadata metadata, Exception cause)
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public Exception Cause { get; } = cause;
}

/// <summary>The snapshot is deleted, or there was none.</summary>
public sealed class DeleteSnapshotSuccess(SnapshotMetadata metadata)
{
    public SnapshotMetadata Metadata { get; } = metadata;
}

public sealed class DeleteSnapshotFailure(SnapshotMetadata metadata, Exception cause)
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public Exception Cause { get; } = cause;
}

/// <summary>All snapshots within the criteria are deleted.</summary>
public sealed class DeleteSnapshotsSuccess(SnapshotSelectionCriteria criteria)
{
    public SnapshotSelectionCriteria Criteria { get; } = criteria;
}

public sealed class DeleteSnapshotsFailure(SnapshotSelectionCriteria criteria, Exception cause)
{
    public SnapshotSelectionCriteria Criteria { get; } = criteria;

    public Exception Cause { get; } = cause;
}

internal sealed record LoadSnapshot(string PersistenceId, SnapshotSelectionCriteria Criteria, long ToSequenceNr);

internal sealed record LoadSnapshotResult(SelectedSnapshot Snapshot, long ToSequenceNr);

internal sealed record LoadSnapshotFailed(Exception Cause);

internal sealed record SaveSnapshot(SnapshotMetadata Metadata, object Snapshot);

internal sealed record DeleteSnapshot(SnapshotMetadata Metadata);

internal sealed record DeleteSnapshots(string PersistenceId, SnapshotSelectionCriteria Criteria);
