using Akka.Actor;

namespace Akka.Persistence;

/// <summary>
/// The actor's own stash. Waiting commands come out of the internal stash one by one; so what the actor unstashes is put
/// before them, not into the mailbox.
/// </summary>
internal sealed class StashBesideInternal(IStash own, IStash inner) : IStash
{
    public int Count => own.Count;

    public bool IsEmpty => own.IsEmpty;

    public bool NonEmpty => own.NonEmpty;

    public bool IsFull => own.IsFull;

    public int Capacity => own.Capacity;

    public void Stash() => own.Stash();

    public void Unstash() => own.Unstash();

    public void UnstashAll() => inner.Prepend(own.ClearStash());

    public void UnstashAll(Func<Envelope, bool> predicate) => own.UnstashAll(predicate);

    public IEnumerable<Envelope> ClearStash() => own.ClearStash();

    public void Prepend(IEnumerable<Envelope> envelopes) => own.Prepend(envelopes);
}
