using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>What all journals share.</summary>
public abstract class WriteJournalBase : ActorBase
{
    /// <summary>The events to write, without the senders of their commands; messages that only keep the order are left out.</summary>
    protected IEnumerable<AtomicWrite> PreparePersistentBatch(IEnumerable<IPersistentEnvelope> resequenceables) =>
        from write in resequenceables.OfType<AtomicWrite>()
        select new AtomicWrite(write.Events
            .Select(e => e.Update(e.SequenceNr, e.PersistenceId, e.IsDeleted, ActorRefs.NoSender, e.WriterGuid))
            .ToImmutableArray());
}

/// <summary>How a journal reads a stream back.</summary>
public interface IAsyncRecovery
{
    /// <summary>Calls back for each stored event of the range, in order, at most <paramref name="max"/> times.</summary>
    Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    /// <summary>The highest sequence number ever given to the stream; 0 if there is none above <paramref name="fromSequenceNr"/>.</summary>
    Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);
}
