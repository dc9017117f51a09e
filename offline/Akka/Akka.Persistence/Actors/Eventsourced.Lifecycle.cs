using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>Every incarnation starts with a recovery.</summary>
public abstract partial class Eventsourced
{
    public override void AroundPreStart()
    {
        if (PersistenceId is null) throw new ArgumentNullException(nameof(PersistenceId), $"PersistenceId is [null] for PersistentActor [{Self.Path}]");
        // A plugin that is missing fails the actor here, not at its first event.
        _ = Journal;
        _ = SnapshotStore;
        RequestRecoveryPermit();
        base.AroundPreStart();
    }

    public override void AroundPreRestart(Exception cause, object message)
    {
        try
        {
            ReturnStashed();
        }
        finally
        {
            FlushBatch();
            _clock?.Cancel();
            ReturnPermit();
            base.AroundPreRestart(cause, message switch
            {
                WriteMessageSuccess success => success.Persistent,
                LoopMessageSuccess loop => loop.Message,
                ReplayedMessage replayed => replayed.Persistent,
                _ => message,
            });
        }
    }

    public override void AroundPostRestart(Exception reason, object message)
    {
        RequestRecoveryPermit();
        base.AroundPostRestart(reason, message);
    }

    public override void AroundPostStop()
    {
        try
        {
            ReturnStashed();
        }
        finally
        {
            _clock?.Cancel();
            base.AroundPostStop();
        }
    }

    protected internal override bool AroundReceive(Receive receive, object message)
    {
        switch (_phase)
        {
            case Phase.AwaitingPermit:
                AwaitPermit(message);
                break;
            case Phase.LoadingSnapshot:
                AwaitSnapshot(message);
                break;
            case Phase.Replaying:
                Replay(message);
                break;
            default:
                Process(receive, message);
                break;
        }

        return true;
    }

    protected override void Unhandled(object message)
    {
        switch (message)
        {
            case RecoveryCompleted:
                return;
            case SaveSnapshotFailure failure:
                Log.Warning("Failed to SaveSnapshot given metadata [{0}] due to: [{1}]", failure.Metadata, failure.Cause);
                break;
            case DeleteSnapshotFailure failure:
                Log.Warning("Failed to DeleteSnapshot given metadata [{0}] due to: [{1}]", failure.Metadata, failure.Cause);
                break;
            case DeleteSnapshotsFailure failure:
                Log.Warning("Failed to DeleteSnapshots given criteria [{0}] due to: [{1}]", failure.Criteria, failure.Cause);
                break;
            case DeleteMessagesFailure failure:
                Log.Warning("Failed to DeleteMessages ToSequenceNr [{0}] for PersistenceId [{1}] due to: [{2}]", failure.ToSequenceNr, PersistenceId, failure.Cause);
                break;
        }

        base.Unhandled(message);
    }

    /// <summary>Commands go back to the mailbox; answers of the journal to this incarnation mean nothing to the next one.</summary>
    private void ReturnStashed()
    {
        _internalStash.UnstashAll();
        Stash.UnstashAll(envelope => envelope.Message is not (WriteMessageSuccess or ReplayedMessage));
    }
}
