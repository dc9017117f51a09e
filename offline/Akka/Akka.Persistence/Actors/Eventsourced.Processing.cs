using Akka.Actor;

namespace Akka.Persistence;

/// <summary>After recovery: commands and the journal's answers.</summary>
public abstract partial class Eventsourced
{
    private void Process(Receive receive, object message)
    {
        if (IsAnswer(message)) return;
        if (_phase == Phase.PersistingEvents)
        {
            StashInternally(message);
            return;
        }

        var failed = true;
        try
        {
            base.AroundReceive(receive, message);
            failed = false;
        }
        finally
        {
            AfterCommand(failed);
        }
    }

    private void AfterCommand(bool failed)
    {
        Flush();
        if (_asyncCommandRunning) return;
        if (_holding > 0) _phase = Phase.PersistingEvents;
        else Unstash(failed);
    }

    /// <summary>Takes the journal's answers; those to an earlier incarnation are swallowed.</summary>
    private bool IsAnswer(object message)
    {
        switch (message)
        {
            case WriteMessageSuccess success:
                if (success.ActorInstanceId != _instanceId) return true;
                Reached(success.Persistent);
                Handle(success.Persistent.Payload);
                return true;
            case LoopMessageSuccess loop:
                if (loop.ActorInstanceId == _instanceId) Handle(loop.Message);
                return true;
            case WriteMessageRejected rejected:
                if (rejected.ActorInstanceId != _instanceId) return true;
                Reached(rejected.Persistent);
                Answered(failed: false);
                OnPersistRejected(rejected.Cause, rejected.Persistent.Payload, rejected.Persistent.SequenceNr);
                return true;
            case WriteMessageFailure failure:
                if (failure.ActorInstanceId == _instanceId) Fail(failure);
                return true;
            case WriteMessagesSuccessful:
                _writing = false;
                FlushBatch();
                return true;
            case WriteMessagesFailed failed:
                // Otherwise a failure of each event follows, and the first stops the actor.
                if (failed.WriteCount == 0) _writing = false;
                return true;
            case RecoveryTick:
                // Was on its way when recovery ended.
                return true;
            default:
                return false;
        }
    }

    private void Handle(object e)
    {
        var failed = true;
        try
        {
            _pending.Peek().Handler(e);
            failed = false;
        }
        finally
        {
            Flush();
            Answered(failed);
        }
    }

    private void Fail(WriteMessageFailure failure)
    {
        Answered(failed: false);
        try
        {
            OnPersistFailure(failure.Cause, failure.Persistent.Payload, failure.Persistent.SequenceNr);
        }
        finally
        {
            Context.Stop(Self);
        }
    }

    /// <summary>One answer has come: its handler is done. When none is left that holds commands back, they go on.</summary>
    private void Answered(bool failed)
    {
        var pending = _pending.Dequeue();
        if (_phase == Phase.ProcessingCommands)
        {
            Unstash(failed);
            return;
        }

        if (pending.Holding) _holding--;
        if (_holding > 0) return;
        _phase = Phase.ProcessingCommands;
        Unstash(failed);
    }

    /// <summary>One waiting command follows each handled message, so that what it asks for can hold the next ones back; after a failure all go back.</summary>
    private void Unstash(bool all)
    {
        if (all) _internalStash.UnstashAll();
        else _internalStash.Unstash();
    }

    private void StashInternally(object message)
    {
        try
        {
            _internalStash.Stash();
        }
        catch (StashOverflowException)
        {
            switch (InternalStashOverflowStrategy)
            {
                case DiscardToDeadLetterStrategy:
                    Context.System.DeadLetters.Tell(new Event.DeadLetter(message, Sender, Self), Sender);
                    break;
                case ReplyToStrategy reply:
                    Sender.Tell(reply.Response);
                    break;
                default:
                    throw;
            }
        }
    }
}
