using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>
/// An actor whose state is the fold of its events. It starts by recovery (a snapshot, if there is one, and the events after
/// it); then commands come in, which persist events. No command is handled between Persist and its handler: the commands
/// of that time wait in an internal stash. When persisting fails the actor stops, since what is stored is unknown.
/// </summary>
public abstract partial class Eventsourced : ActorBase, IPersistentIdentity, IPersistenceStash, IPersistenceRecovery
{
    private static int s_instances;

    /// <summary>Answers of the journal to an earlier incarnation are told apart by it.</summary>
    private readonly int _instanceId = Interlocked.Increment(ref s_instances);
    private readonly string _writerGuid = Guid.NewGuid().ToString();
    private readonly IStash _internalStash;
    private IActorRef _journal;
    private IActorRef _snapshotStore;
    private IStash _stash;
    private Phase _phase = Phase.AwaitingPermit;

    /// <summary>The last number given to an event; <see cref="LastSequenceNr"/> follows when the event is stored.</summary>
    private long _sequenceNr;

    protected Eventsourced()
    {
        Extension = Persistence.Instance.Apply(Context.System);
        _internalStash = Context.CreateStash(GetType());
        Log = Context.GetLogger();
    }

    private enum Phase
    {
        AwaitingPermit,
        LoadingSnapshot,
        Replaying,
        ProcessingCommands,
        PersistingEvents,
    }

    public abstract string PersistenceId { get; }

    /// <summary>Where recovery starts and ends; everything, unless overridden.</summary>
    public virtual Recovery Recovery => Recovery.Default;

    public virtual IStashOverflowStrategy InternalStashOverflowStrategy => Extension.DefaultInternalStashOverflowStrategy;

    /// <summary>The actor's own stash. What is unstashed comes before the commands that wait internally.</summary>
    public IStash Stash
    {
        get => _stash;
        set => _stash = new StashBesideInternal(value, _internalStash);
    }

    public string JournalPluginId { get; protected set; }

    public string SnapshotPluginId { get; protected set; }

    public IActorRef Journal => _journal ??= Extension.JournalFor(JournalPluginId);

    public IActorRef SnapshotStore => _snapshotStore ??= Extension.SnapshotStoreFor(SnapshotPluginId);

    public string SnapshotterId => PersistenceId;

    public bool IsRecovering => _phase < Phase.ProcessingCommands;

    public bool IsRecoveryFinished => !IsRecovering;

    /// <summary>The highest sequence number that was replayed or stored.</summary>
    public long LastSequenceNr { get; private set; }

    public long SnapshotSequenceNr => LastSequenceNr;

    protected PersistenceExtension Extension { get; }

    protected virtual ILoggingAdapter Log { get; }

    public void LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr) =>
        SnapshotStore.Tell(new LoadSnapshot(persistenceId, criteria, toSequenceNr));

    /// <summary>Stores a snapshot as of <see cref="LastSequenceNr"/>; <see cref="SaveSnapshotSuccess"/> or <see cref="SaveSnapshotFailure"/> follows.</summary>
    public void SaveSnapshot(object snapshot) =>
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(SnapshotterId, SnapshotSequenceNr), snapshot));

    public void DeleteSnapshot(long sequenceNr) => SnapshotStore.Tell(new DeleteSnapshot(new SnapshotMetadata(SnapshotterId, sequenceNr)));

    public void DeleteSnapshots(SnapshotSelectionCriteria criteria) => SnapshotStore.Tell(new DeleteSnapshots(SnapshotterId, criteria));

    /// <summary>Deletes the events up to a number, inclusive; <see cref="DeleteMessagesSuccess"/> or <see cref="DeleteMessagesFailure"/> follows.</summary>
    public void DeleteMessages(long toSequenceNr)
    {
        if (toSequenceNr == long.MaxValue) toSequenceNr = LastSequenceNr;
        if (toSequenceNr <= LastSequenceNr)
        {
            Journal.Tell(new DeleteMessagesTo(PersistenceId, toSequenceNr, Self));
            return;
        }

        var reason = $"toSequenceNr [{toSequenceNr}] must be less than or equal to LastSequenceNr [{LastSequenceNr}]";
        Self.Tell(new DeleteMessagesFailure(new InvalidOperationException(reason), toSequenceNr));
    }

    protected abstract bool ReceiveRecover(object message);

    protected abstract bool ReceiveCommand(object message);

    /// <summary>All events are replayed; <see cref="RecoveryCompleted"/> follows.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    /// <summary>Recovery failed; the actor stops after this.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">The event whose handler threw; null where the journal or the snapshot store failed.</param>
    protected virtual void OnRecoveryFailure(Exception reason, object message = null)
    {
        if (message is null)
            Log.Error(reason, "Persistence failure when replaying events for persistenceId [{0}]. Last known sequence number [{1}]", PersistenceId, LastSequenceNr);
        else
            Log.Error(reason, "Recovery of [{2}] failed on event type [{0}] with sequence number [{1}]", message.GetType(), LastSequenceNr, PersistenceId);
    }

    /// <summary>Persisting failed and whether the event is stored is unknown; the actor stops after this.</summary>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "Failed to persist event type [{0}] with sequence number [{1}] for persistenceId [{2}].", @event.GetType(), sequenceNr, PersistenceId);

    /// <summary>The journal refused the event before storing anything, e.g. because it has no written form. The actor goes on.</summary>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "Rejected to persist event type [{0}] with sequence number [{1}] for persistenceId [{2}] due to [{3}].", @event.GetType(), sequenceNr, PersistenceId, cause.Message);

    private void Reached(IPersistentRepresentation e) => LastSequenceNr = Math.Max(LastSequenceNr, e.SequenceNr);
}
