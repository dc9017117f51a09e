using Akka.Actor;
using Akka.Persistence;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;

namespace S3Actors.Actors.Journal;

/// <summary>A stream could not be read or written: said to the parent before the actor stops.</summary>
/// <param name="Stream">Persistence id.</param>
/// <param name="Reason">In words.</param>
/// <param name="MayPass">True where the same again, a little later, may succeed (a busy or failing disk); false for a damaged journal.</param>
public sealed record StreamBroken(string Stream, string Reason, bool MayPass);

/// <summary>
/// An actor whose state is the fold of its stream. Heirs decide and act; recovering, chaining, persisting and evolving are here.
/// </summary>
/// <typeparam name="TState">An immutable state.</typeparam>
public abstract class RecordingActor<TState> : ReceivePersistentActor
{
    private static readonly Recovery FromTheFirstEvent = new(SnapshotSelectionCriteria.None);
    private readonly EventStamp _stamp;
    private readonly Func<TState, IEvent, TState> _evolve;
    private byte[] _lastDigest = [];

    /// <param name="stream">The persistence id.</param>
    /// <param name="stamp">Dates and signs what is recorded.</param>
    /// <param name="initial">The state of an empty stream.</param>
    /// <param name="evolve">The fold; throws on an event that does not belong to the stream.</param>
    protected RecordingActor(string stream, EventStamp stamp, TState initial, Func<TState, IEvent, TState> evolve)
    {
        PersistenceId = stream;
        _stamp = stamp;
        _evolve = evolve;
        State = initial;
        Recover<Recorded>(row =>
        {
            Apply(row);
            Points.Reach(CriticalPoints.RowReplayed);
        });
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>No snapshot is ever written, so none is looked for.</summary>
    public override Recovery Recovery => FromTheFirstEvent;

    /// <summary>The fold of everything recorded so far.</summary>
    protected TState State { get; private set; }

    /// <summary>Told of what a crash would interrupt.</summary>
    protected ICriticalPoints Points => _stamp.Points;

    /// <summary>Persists events together, folds them, then goes on. No command is handled in between. No event: goes on at once.</summary>
    protected void Record(IReadOnlyList<IEvent> events, Action then)
    {
        if (events.Count == 0)
        {
            then();
            return;
        }
        var left = events.Count;
        Points.Reach(CriticalPoints.BeforePersist);
        PersistAll(_stamp.Chain(_lastDigest, events), row =>
        {
            if (left == events.Count) Points.Reach(CriticalPoints.AfterPersist);
            Apply(row);
            if (--left > 0) return;
            Points.Reach(CriticalPoints.BeforeActing);
            then();
        });
    }

    /// <inheritdoc/>
    protected override void OnReplaySuccess()
    {
        Points.Reach(CriticalPoints.Recovered);
        base.OnReplaySuccess();
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Context.Parent.Tell(new StreamBroken(PersistenceId, $"{PersistenceId} cannot be written: {cause.Message}", true));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // What cannot be encoded today cannot be encoded tomorrow; going on without it would act on what is not in the journal.
        Context.Parent.Tell(new StreamBroken(PersistenceId, $"{PersistenceId} cannot encode an event: {cause.Message}", false));
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        var damaged = reason.GetBaseException() as JournalException ?? reason as JournalException;
        Context.Parent.Tell(new StreamBroken(PersistenceId, $"{PersistenceId} cannot be read: {(damaged ?? reason).Message}", damaged is null));
        base.OnRecoveryFailure(reason, message);
    }

    private void Apply(Recorded row)
    {
        _lastDigest = DigestChain.Follow(_lastDigest, row);
        State = _evolve(State, row.Event);
    }
}
