using Akka.Actor;

namespace Akka.Persistence.Snapshot;

/// <summary>A store of snapshots that answers later. Failures go back to the actor that asked; the store goes on.</summary>
public abstract class SnapshotStore : ActorBase
{
    private readonly CallGuard _guard;

    protected SnapshotStore() => _guard = new CallGuard(Persistence.Instance.Apply(Context.System).SnapshotStoreSection(Self));

    /// <summary>The latest snapshot within the criteria, or null.</summary>
    protected abstract Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Stores a snapshot, in place of one with the same sequence number.</summary>
    protected abstract Task SaveAsync(SnapshotMetadata metadata, object snapshot);

    protected abstract Task DeleteAsync(SnapshotMetadata metadata);

    protected abstract Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Messages that are not the store's own.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message)
    {
        switch (message)
        {
            case LoadSnapshot load:
                _ = Answer(
                    async () => new LoadSnapshotResult(await Load(load).ConfigureAwait(false), load.ToSequenceNr),
                    cause => new LoadSnapshotFailed(cause));
                return true;
            case SaveSnapshot save:
                var metadata = new SnapshotMetadata(save.Metadata.PersistenceId, save.Metadata.SequenceNr, DateTime.UtcNow);
                _ = Answer(() => SaveAsync(metadata, save.Snapshot), new SaveSnapshotSuccess(metadata), cause => new SaveSnapshotFailure(save.Metadata, cause));
                return true;
            case DeleteSnapshot delete:
                _ = Answer(() => DeleteAsync(delete.Metadata), new DeleteSnapshotSuccess(delete.Metadata), cause => new DeleteSnapshotFailure(delete.Metadata, cause));
                return true;
            case DeleteSnapshots many:
                _ = Answer(
                    () => DeleteAsync(many.PersistenceId, many.Criteria),
                    new DeleteSnapshotsSuccess(many.Criteria),
                    cause => new DeleteSnapshotsFailure(many.Criteria, cause));
                return true;
            default:
                return ReceivePluginInternal(message);
        }
    }

    private Task<SelectedSnapshot> Load(LoadSnapshot load) => load.Criteria.Equals(SnapshotSelectionCriteria.None)
        ? Task.FromResult<SelectedSnapshot>(null)
        : LoadAsync(load.PersistenceId, load.Criteria.Limit(load.ToSequenceNr));

    private Task Answer(Func<Task> work, object success, Func<Exception, object> failure) => Answer(
        async () =>
        {
            await work().ConfigureAwait(false);
            return success;
        },
        failure);

    private async Task Answer<T>(Func<Task<T>> work, Func<Exception, object> failure)
    {
        var (actor, self) = (Sender, Self);
        object answer;
        try
        {
            answer = await _guard.Call(work).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            answer = failure(e is AggregateException many && many.Flatten().InnerExceptions is [var only] ? only : e);
        }

        actor.Tell(answer, self);
    }
}
