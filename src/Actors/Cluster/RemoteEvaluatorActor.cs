using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;

namespace S3Actors.Actors.Cluster;

/// <summary>
/// One evaluator of a worker, as the ledger sees it: a child that asks for work and answers. It holds one group at a time. When the worker
/// cannot be reached or is slow, it says so, and another evaluator gets the group too; it stops when the worker has left.
/// </summary>
public sealed class RemoteEvaluatorActor : ReceiveActor, IWithTimers
{
    private const int MostBreaks = 3; // one after the other
    private const double Slow = 4; // times what the worker's own speed lets expect
    private readonly IActorRef _worker;
    private readonly IActorRef _register;
    private readonly TimeSpan _patience;
    private EvaluationGroup? _group;
    private double _secondsPerSubnet;
    private int _breaks;
    private bool _draining;

    private sealed record Overdue(long Number);

    /// <param name="worker">The worker.</param>
    /// <param name="register">Told of every answer, by <see cref="GroupCounted"/>.</param>
    /// <param name="patience">How long it may take for a group, at least.</param>
    public RemoteEvaluatorActor(IActorRef worker, IActorRef register, TimeSpan patience)
    {
        (_worker, _register, _patience) = (worker, register, patience);
        Receive<EvaluationGroup>(HandOver);
        Receive<GroupEvaluated>(evaluated => evaluated.Number == _group?.Number, OnEvaluated);
        Receive<GroupBroke>(broke => broke.Number == _group?.Number, OnBroke);
        Receive<GroupEvaluated>(_ => { }); // answered before
        Receive<GroupBroke>(_ => { });
        Receive<GroupMeasured>(measured =>
        {
            _secondsPerSubnet = measured.Time.TotalSeconds / measured.Subnets;
            _register.Tell(new GroupCounted(_worker, measured));
        });
        Receive<ReleaseWeights>(release => _worker.Tell(release));
        Receive<Overdue>(overdue => overdue.Number == _group?.Number, _ =>
        {
            Lose();
            _worker.Tell(_group); // in case it never arrived; a worker that has it ignores it
            StartTimer();
        });
        Receive<Overdue>(_ => { });
        Receive<ClusterEvent.UnreachableMember>(unreachable => IsOurs(unreachable.Member.Address), _ => Lose());
        Receive<DisassociatedEvent>(lost => IsOurs(lost.RemoteAddress), _ => Lose());
        Receive<WorkerDraining>(_ =>
        {
            _draining = true;
            if (_group is null) Context.Stop(Self);
        });
        Receive<Terminated>(_ => Context.Stop(Self));
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(_worker);
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.UnreachableMember));
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        _worker.Tell(new EvaluatorTaken());
        Context.Parent.Tell(new EvaluatorIdle());
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        Lose();
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    private bool IsOurs(Address address) => address == _worker.Path.Address;

    private void HandOver(EvaluationGroup group)
    {
        if (_draining) return; // it stops, and the ledger gives the group to another
        _group = group;
        _worker.Tell(group);
        StartTimer();
    }

    private void StartTimer()
    {
        var expected = TimeSpan.FromSeconds(Slow * _secondsPerSubnet * _group!.Architectures.Count);
        Timers.StartSingleTimer(nameof(Overdue), new Overdue(_group.Number), expected > _patience ? expected : _patience);
    }

    private void OnEvaluated(GroupEvaluated evaluated)
    {
        if (!Answers(evaluated, _group!))
        {
            OnBroke(new GroupBroke(evaluated.Number, "it answered for other subnets than it was asked about"));
            return;
        }
        _breaks = 0;
        End();
        Context.Parent.Tell(evaluated);
    }

    /// <summary>
    /// What breaks on a worker may be the worker's own fault, a disk or a memory that is full: the tries that a subnet has are not counted,
    /// and a worker on which all breaks is sent away.
    /// </summary>
    private void OnBroke(GroupBroke broke)
    {
        Lose();
        End();
        if (++_breaks == MostBreaks)
        {
            _worker.Tell(new WorkerRefused($"evaluations break there: {broke.Reason}"));
            Context.System.EventStream.Publish(
                new Notice($"worker {WorkersActor.NameOf(_worker)}: evaluations break there and are done elsewhere: {broke.Reason}"));
            Context.Stop(Self);
            return;
        }
        if (!_draining) Context.Parent.Tell(new EvaluatorIdle());
    }

    private void Lose()
    {
        if (_group is not null) Context.Parent.Tell(new GroupLost(_group.Number));
    }

    private void End()
    {
        _group = null;
        Timers.Cancel(nameof(Overdue));
        if (_draining) Context.Stop(Self);
    }

    private static bool Answers(GroupEvaluated evaluated, EvaluationGroup group) =>
        evaluated.Results.Select(result => result.Architecture).SequenceEqual(group.Architectures)
        && evaluated.Results.All(
            result => result.Error.Images == group.Set.Images && result.Error.Incorrect >= 0 && result.Error.Incorrect <= group.Set.Images);
}
