using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence;

/// <summary>An event with its place in its stream.</summary>
public interface IPersistentRepresentation
{
    object Payload { get; }

    string Manifest { get; }

    string PersistenceId { get; }

    /// <summary>From 1, without gaps as long as nothing was rejected.</summary>
    long SequenceNr { get; }

    /// <summary>UTC ticks; 0 where the journal decides.</summary>
    long Timestamp { get; }

    /// <summary>Which writer wrote it; a writer that comes later replaces the earlier ones.</summary>
    string WriterGuid { get; }

    bool IsDeleted { get; }

    IActorRef Sender { get; }

    IPersistentRepresentation WithTimestamp(long timestamp);

    IPersistentRepresentation WithPayload(object payload);

    IPersistentRepresentation WithManifest(string manifest);

    IPersistentRepresentation Update(long sequenceNr, string persistenceId, bool isDeleted, IActorRef sender, string writerGuid);
}

/// <summary>The usual <see cref="IPersistentRepresentation"/>.</summary>
public class Persistent : IPersistentRepresentation
{
    public Persistent(
        object payload,
        long sequenceNr = 0L,
        string persistenceId = null,
        string manifest = null,
        bool isDeleted = false,
        IActorRef sender = null,
        string writerGuid = null,
        long timestamp = 0L)
    {
        Payload = payload;
        SequenceNr = sequenceNr;
        PersistenceId = persistenceId ?? Undefined;
        Manifest = manifest ?? Undefined;
        IsDeleted = isDeleted;
        Sender = sender;
        WriterGuid = writerGuid ?? Undefined;
        Timestamp = timestamp;
    }

    public static string Undefined { get; } = string.Empty;

    public object Payload { get; }

    public string Manifest { get; }

    public string PersistenceId { get; }

    public long SequenceNr { get; }

    public long Timestamp { get; }

    public bool IsDeleted { get; }

    public IActorRef Sender { get; }

    public string WriterGuid { get; }

    public IPersistentRepresentation WithTimestamp(long newTimestamp) =>
        new Persistent(Payload, SequenceNr, PersistenceId, Manifest, IsDeleted, Sender, WriterGuid, newTimestamp);

    public IPersistentRepresentation WithPayload(object payload) =>
        new Persistent(payload, SequenceNr, PersistenceId, Manifest, IsDeleted, Sender, WriterGuid, Timestamp);

    public IPersistentRepresentation WithManifest(string manifest) =>
        new Persistent(Payload, SequenceNr, PersistenceId, manifest, IsDeleted, Sender, WriterGuid, Timestamp);

    public IPersistentRepresentation Update(long sequenceNr, string persistenceId, bool isDeleted, IActorRef sender, string writerGuid) =>
        new Persistent(Payload, sequenceNr, persistenceId, Manifest, isDeleted, sender, writerGuid);

    public override string ToString() => $"Persistent<pid: {PersistenceId}, seqNr: {SequenceNr}, payload: {Payload}>";
}

/// <summary>What goes to the journal in one place of the order: events that are written together, or a message that only keeps the order.</summary>
public interface IPersistentEnvelope
{
    object Payload { get; }

    IActorRef Sender { get; }

    /// <summary>How many answers it gets.</summary>
    int Size { get; }
}

/// <summary>Events of one stream that are written all or none.</summary>
public sealed class AtomicWrite : IPersistentEnvelope
{
    public AtomicWrite(IPersistentRepresentation @event)
        : this(ImmutableArray.Create(@event))
    {
    }

    /// <param name="payload">In the order of sequence numbers; at least one.</param>
    public AtomicWrite(IImmutableList<IPersistentRepresentation> payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (payload.Count == 0) throw new ArgumentException("Payload of AtomicWrite must not be empty.", nameof(payload));
        Payload = payload;
        PersistenceId = payload[0].PersistenceId;
        LowestSequenceNr = payload[0].SequenceNr;
        HighestSequenceNr = payload[^1].SequenceNr;
    }

    /// <summary>A list of <see cref="IPersistentRepresentation"/>.</summary>
    public object Payload { get; }

    public IActorRef Sender => ActorRefs.NoSender;

    public int Size => Events.Count;

    public string PersistenceId { get; }

    public long LowestSequenceNr { get; }

    public long HighestSequenceNr { get; }

    internal IImmutableList<IPersistentRepresentation> Events => (IImmutableList<IPersistentRepresentation>)Payload;
}

/// <summary>A message of DeferAsync: it is not written, only answered in its turn.</summary>
internal sealed class NonPersistentMessage(object payload, IActorRef sender) : IPersistentEnvelope
{
    public object Payload { get; } = payload;

    public IActorRef Sender { get; } = sender;

    public int Size => 1;
}
