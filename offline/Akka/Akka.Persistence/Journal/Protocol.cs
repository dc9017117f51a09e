using Akka.Actor;

namespace Akka.Persistence;

/// <summary>The events up to a sequence number are deleted.</summary>
public sealed class DeleteMessagesSuccess(long toSequenceNr) : IEquatable<DeleteMessagesSuccess>
{
    public long ToSequenceNr { get; } = toSequenceNr;

    public bool Equals(DeleteMessagesSuccess other) => other is not null && ToSequenceNr == other.ToSequenceNr;

    public override bool Equals(object obj) => Equals(obj as DeleteMessagesSuccess);

    public override int GetHashCode() => ToSequenceNr.GetHashCode();

    public override string ToString() => $"DeleteMessagesSuccess<toSequenceNr: {ToSequenceNr}>";
}

/// <summary>The events up to a sequence number could not be deleted.</summary>
public sealed class DeleteMessagesFailure(Exception cause, long toSequenceNr)
{
    public Exception Cause { get; } = cause;

    public long ToSequenceNr { get; } = toSequenceNr;

    public override string ToString() => $"DeleteMessagesFailure<cause: {Cause}, toSequenceNr: {ToSequenceNr}>";
}

internal sealed record DeleteMessagesTo(string PersistenceId, long ToSequenceNr, IActorRef PersistentActor);

internal sealed record WriteMessages(IReadOnlyList<IPersistentEnvelope> Messages, IActorRef PersistentActor, int ActorInstanceId);

/// <summary>Precedes the answers to the single events.</summary>
internal sealed record WriteMessagesSuccessful
{
    public static readonly WriteMessagesSuccessful Instance = new();
}

/// <summary>Precedes the answers to the single events.</summary>
internal sealed record WriteMessagesFailed(Exception Cause, int WriteCount);

internal sealed record WriteMessageSuccess(IPersistentRepresentation Persistent, int ActorInstanceId);

/// <summary>Refused before it came to the database: nothing of its atomic write is stored.</summary>
internal sealed record WriteMessageRejected(IPersistentRepresentation Persistent, Exception Cause, int ActorInstanceId);

/// <summary>Whether it is stored is unknown.</summary>
internal sealed record WriteMessageFailure(IPersistentRepresentation Persistent, Exception Cause, int ActorInstanceId);

internal sealed record LoopMessageSuccess(object Message, int ActorInstanceId);

internal sealed record ReplayMessages(long FromSequenceNr, long ToSequenceNr, long Max, string PersistenceId, IActorRef PersistentActor);

internal sealed record ReplayedMessage(IPersistentRepresentation Persistent);

internal sealed record RecoverySuccess(long HighestSequenceNr);

internal sealed record ReplayMessagesFailure(Exception Cause);

/// <summary>The clock of a recovery. One of the snapshot's phase means nothing in the replay's.</summary>
internal sealed record RecoveryTick(bool Snapshot);
