using Akka.Actor;
using Akka.Persistence;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>What the actor is to do in the turn of this command.</summary>
public sealed record Do(Action<Scripted> Act);

/// <summary>The same with an asynchronous handler.</summary>
public sealed record DoAsync(Func<Scripted, Task> Act);

/// <summary>Asks for what the events have added up to.</summary>
public sealed record Ask;

public sealed record Failed(Exception Cause, object Event, long SequenceNr);

public sealed record Rejected(Exception Cause, object Event, long SequenceNr);

public sealed record RecoveryFailed(Exception Cause, object? Message);

/// <summary>A persistent actor whose commands say what it does, and that reports every step to a log.</summary>
public sealed class Scripted : ReceivePersistentActor
{
    private readonly IActorRef _log;

    public Scripted(string persistenceId, IActorRef log, Recovery? recovery = null, Action<Scripted, Added>? onRecover = null)
    {
        PersistenceId = persistenceId;
        Recovery = recovery ?? Recovery.Default;
        _log = log;
        Recover<SnapshotOffer>(offer =>
        {
            Total = (Total)offer.Snapshot;
            Note($"snapshot {Total.Sum} of {offer.Metadata.PersistenceId} at {offer.Metadata.SequenceNr}");
        });
        Recover<Added>(added =>
        {
            onRecover?.Invoke(this, added);
            Apply(added);
            Note($"recovered {added.N} as {LastSequenceNr}, recovering {IsRecovering}");
        });
        Recover<RecoveryCompleted>(_ => Note($"completed at {LastSequenceNr}, recovering {IsRecovering}"));
        Command<Do>(command => command.Act(this));
        CommandAsync<DoAsync>(command => command.Act(this));
        Command<Ask>(_ => Sender.Tell(Total));
        CommandAny(_log.Tell);
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery { get; }

    public Total Total { get; private set; } = new(0, 0);

    public new IActorRef Self => base.Self;

    public static Props Props(string persistenceId, IActorRef log, Recovery? recovery = null, Action<Scripted, Added>? onRecover = null) =>
        Akka.Actor.Props.Create(() => new Scripted(persistenceId, log, recovery, onRecover));

    public void Reply(object answer) => Sender.Tell(answer);

    public void Note(string line) => _log.Tell(line);

    public void Apply(Added added) => Total = new Total(Total.Sum + added.N, Total.Count + 1);

    /// <summary>The usual handler of an event.</summary>
    public void Stored(Added added)
    {
        Apply(added);
        Note($"stored {added.N} as {LastSequenceNr}");
    }

    protected override void OnReplaySuccess() => Note("replayed");

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _log.Tell(new Failed(cause, @event, sequenceNr));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => _log.Tell(new Rejected(cause, @event, sequenceNr));

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => _log.Tell(new RecoveryFailed(reason, message));
}
