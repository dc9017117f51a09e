using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Permit, snapshot, replay. What else comes meanwhile waits in the internal stash.</summary>
public abstract partial class Eventsourced
{
    private ICancelable _clock;
    private TimeSpan _eventTimeout;
    private long _replayMax;
    private bool _seenEvent;
    private bool _holdsPermit;

    private void RequestRecoveryPermit()
    {
        _phase = Phase.AwaitingPermit;
        Extension.RecoveryPermitter.Tell(Akka.Persistence.RequestRecoveryPermit.Instance, Self);
    }

    private void AwaitPermit(object message)
    {
        if (message is not RecoveryPermitGranted)
        {
            StashInternally(message);
            return;
        }

        _holdsPermit = true;
        var recovery = Recovery;
        _replayMax = recovery.ReplayMax;
        _eventTimeout = Extension.JournalConfigFor(JournalPluginId).GetTimeSpan("recovery-event-timeout", null, false);
        _clock = Context.System.Scheduler.ScheduleTellOnceCancelable(_eventTimeout, Self, new RecoveryTick(Snapshot: true), Self);
        _phase = Phase.LoadingSnapshot;
        LoadSnapshot(SnapshotterId, recovery.FromSnapshot, recovery.ToSequenceNr);
    }

    private void AwaitSnapshot(object message)
    {
        switch (message)
        {
            case LoadSnapshotResult result:
                _clock.Cancel();
                if (Offer(result.Snapshot)) StartReplay(result.ToSequenceNr);
                break;
            case LoadSnapshotFailed failed:
                FailRecovery(failed.Cause);
                break;
            case RecoveryTick { Snapshot: true }:
                FailRecovery(new RecoveryTimedOutException($"Recovery timed out, didn't get snapshot within {_eventTimeout.TotalSeconds}s."));
                break;
            default:
                StashInternally(message);
                break;
        }
    }

    /// <summary>Gives the snapshot to the actor. An actor that does not take it is given all events.</summary>
    private bool Offer(SelectedSnapshot snapshot)
    {
        if (snapshot is null) return true;
        var before = LastSequenceNr;
        var offer = new SnapshotOffer(snapshot.Metadata, snapshot.Snapshot);
        try
        {
            LastSequenceNr = snapshot.Metadata.SequenceNr;
            if (ReceiveRecover(offer)) return true;
            LastSequenceNr = before;
            Unhandled(offer);
            return true;
        }
        catch (Exception cause)
        {
            FailRecovery(cause);
            return false;
        }
    }

    private void StartReplay(long toSequenceNr)
    {
        _phase = Phase.Replaying;
        _seenEvent = false;
        _clock = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(_eventTimeout, _eventTimeout, Self, new RecoveryTick(Snapshot: false), Self);
        Journal.Tell(new ReplayMessages(LastSequenceNr + 1, toSequenceNr, _replayMax, PersistenceId, Self), Self);
    }

    private void Replay(object message)
    {
        switch (message)
        {
            case ReplayedMessage replayed:
                _seenEvent = true;
                Reached(replayed.Persistent);
                ReplayEvent(replayed.Persistent.Payload);
                break;
            case RecoverySuccess success:
                Complete(success.HighestSequenceNr);
                break;
            case ReplayMessagesFailure failure:
                FailRecovery(failure.Cause);
                break;
            case RecoveryTick { Snapshot: false }:
                if (!_seenEvent)
                    FailRecovery(new RecoveryTimedOutException($"Recovery timed out, didn't get event within {_eventTimeout.TotalSeconds}s, highest sequence number seen {LastSequenceNr}."));
                _seenEvent = false;
                break;
            case RecoveryTick:
                break;
            default:
                StashInternally(message);
                break;
        }
    }

    private void ReplayEvent(object e)
    {
        try
        {
            if (!ReceiveRecover(e)) Unhandled(e);
        }
        catch (Exception cause)
        {
            FailRecovery(cause, e);
        }
    }

    private void Complete(long highestSequenceNr)
    {
        _clock.Cancel();
        OnReplaySuccess();
        LastSequenceNr = _sequenceNr = Math.Max(highestSequenceNr, LastSequenceNr);
        // From here on events may be persisted, also by the handler of RecoveryCompleted.
        _phase = Phase.ProcessingCommands;
        try
        {
            if (!ReceiveRecover(RecoveryCompleted.Instance)) Unhandled(RecoveryCompleted.Instance);
        }
        finally
        {
            Flush();
            if (_holding > 0) _phase = Phase.PersistingEvents;
            else _internalStash.UnstashAll();
            ReturnPermit();
        }
    }

    private void FailRecovery(Exception cause, object e = null)
    {
        _clock.Cancel();
        try
        {
            OnRecoveryFailure(cause, e);
        }
        finally
        {
            Context.Stop(Self);
            ReturnPermit();
        }
    }

    private void ReturnPermit()
    {
        if (!_holdsPermit) return;
        _holdsPermit = false;
        Extension.RecoveryPermitter.Tell(ReturnRecoveryPermit.Instance, Self);
    }
}
