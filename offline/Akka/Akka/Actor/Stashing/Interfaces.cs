using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Messages put aside, to be handled later in the order in which they came.</summary>
public interface IStash
{
    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>Largest number of messages; -1 for no limit.</summary>
    int Capacity { get; }

    /// <summary>Puts the message in hand aside.</summary>
    /// <exception cref="IllegalActorStateException">It was put aside already.</exception>
    /// <exception cref="StashOverflowException">The stash is full.</exception>
    void Stash();

    /// <summary>Puts the oldest message back at the head of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all messages back at the head of the mailbox, the oldest first.</summary>
    void UnstashAll();

    /// <summary>Puts the messages back that satisfy the predicate; the others are dropped.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Empties the stash and hands out what was in it.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts messages before all others in the stash.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);
}

/// <summary>An actor with a stash, set by the system after its constructor.</summary>
public interface IActorStash
{
    IStash Stash { get; set; }
}

public interface IWithUnrestrictedStash : IActorStash
{
}

public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>
{
}

public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>
{
}
