using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence.Journal;

/// <summary>
/// A journal over a store that answers later. Writes of many actors may be under way at once; every actor gets its
/// answers in the order in which it asked.
/// </summary>
public abstract class AsyncWriteJournal : WriteJournalBase, IAsyncRecovery
{
    private readonly CallGuard _guard;
    private readonly Config _config;
    private Task _answered = Task.CompletedTask;

    protected AsyncWriteJournal()
    {
        _config = Persistence.Instance.Apply(Context.System).JournalSection(Self);
        _guard = new CallGuard(_config);
        _ = ReplayFilter.From(_config); // a wrong setting fails here
    }

    public abstract Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    public abstract Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);

    /// <summary>
    /// Stores the writes. Null: all are stored. A list has one entry a write: null where it is stored, otherwise why it was
    /// rejected before anything of it was stored. A failed task: what is stored is unknown.
    /// </summary>
    protected abstract Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages);

    protected abstract Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr);

    /// <summary>Messages that are not the journal's own.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message) => ReceiveWriteJournal(message) || ReceivePluginInternal(message);

    protected bool ReceiveWriteJournal(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                _answered = WriteAndAnswer(write, _answered, Self);
                return true;
            case ReplayMessages replay:
                _ = Replay(replay, Context);
                return true;
            case DeleteMessagesTo delete:
                _ = Delete(delete, Self);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The one cause where several were wrapped around it.</summary>
    protected static Exception TryUnwrapException(Exception e) =>
        e is AggregateException many && many.Flatten().InnerExceptions is [var only] ? only : e;

    private async Task WriteAndAnswer(WriteMessages write, Task earlier, IActorRef self)
    {
        var writes = write.Messages.OfType<AtomicWrite>().ToList();
        IImmutableList<Exception> rejections = null;
        Exception failure = null;
        if (writes.Count > 0)
        {
            try
            {
                rejections = await _guard.Call(() => WriteMessagesAsync(PreparePersistentBatch(writes))).ConfigureAwait(false);
                if (rejections is not null && rejections.Count != writes.Count)
                    failure = new InvalidOperationException($"The journal answered {rejections.Count} of {writes.Count} writes.");
            }
            catch (Exception e)
            {
                failure = TryUnwrapException(e);
            }
        }

        await earlier.ConfigureAwait(false);
        Answer(write, writes.Count, rejections, failure, self);
    }

    private static void Answer(WriteMessages write, int count, IImmutableList<Exception> rejections, Exception failure, IActorRef self)
    {
        var actor = write.PersistentActor;
        actor.Tell(failure is null ? WriteMessagesSuccessful.Instance : new WriteMessagesFailed(failure, count), self);
        var i = 0;
        foreach (var message in write.Messages)
        {
            if (message is not AtomicWrite atomic)
            {
                actor.Tell(new LoopMessageSuccess(message.Payload, write.ActorInstanceId), message.Sender);
                continue;
            }

            var rejection = rejections?[i++];
            foreach (var e in atomic.Events)
            {
                object answer = failure is not null ? new WriteMessageFailure(e, failure, write.ActorInstanceId)
                    : rejection is not null ? new WriteMessageRejected(e, rejection, write.ActorInstanceId)
                    : new WriteMessageSuccess(e, write.ActorInstanceId);
                actor.Tell(answer, e.Sender);
            }
        }
    }

    private async Task Replay(ReplayMessages replay, IActorContext context)
    {
        var actor = replay.PersistentActor;
        try
        {
            var highest = await _guard.Call(() => ReadHighestSequenceNrAsync(replay.PersistenceId, Math.Max(0, replay.FromSequenceNr - 1)))
                .ConfigureAwait(false);
            var to = Math.Min(replay.ToSequenceNr, highest);
            if (to > 0 && replay.FromSequenceNr <= to)
            {
                // The filter is the replay's own: it remembers the writers it has seen.
                var filter = ReplayFilter.From(_config);
                await ReplayMessagesAsync(context, replay.PersistenceId, replay.FromSequenceNr, to, replay.Max, e =>
                {
                    if (!e.IsDeleted && filter.Admits(e)) actor.Tell(new ReplayedMessage(e), ActorRefs.NoSender);
                }).ConfigureAwait(false);
            }

            actor.Tell(new RecoverySuccess(highest), ActorRefs.NoSender);
        }
        catch (Exception e)
        {
            actor.Tell(new ReplayMessagesFailure(TryUnwrapException(e)), ActorRefs.NoSender);
        }
    }

    private async Task Delete(DeleteMessagesTo delete, IActorRef self)
    {
        object answer;
        try
        {
            await _guard.Call(() => DeleteMessagesToAsync(delete.PersistenceId, delete.ToSequenceNr)).ConfigureAwait(false);
            answer = new DeleteMessagesSuccess(delete.ToSequenceNr);
        }
        catch (Exception e)
        {
            answer = new DeleteMessagesFailure(TryUnwrapException(e), delete.ToSequenceNr);
        }

        delete.PersistentActor.Tell(answer, self);
    }
}
