using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Remote;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;
using S3Actors.Models.Durability;

namespace S3Actors.Actors.Cluster;

/// <summary>How a worker's part ended.</summary>
public abstract record WorkerEnd
{
    private WorkerEnd()
    {
    }

    /// <summary>Subnets that it evaluated.</summary>
    public int Subnets { get; init; }

    /// <summary>Training steps that it did.</summary>
    public int Steps { get; init; }

    /// <summary>The coordinator's session is over.</summary>
    /// <param name="Outcome">How it ended, in a word.</param>
    public sealed record SessionEnded(string Outcome) : WorkerEnd;

    /// <summary>The worker was asked to leave, and has finished what it had.</summary>
    public sealed record Drained : WorkerEnd;

    /// <summary>It does not take part.</summary>
    /// <param name="Reason">One line.</param>
    public sealed record Refused(string Reason) : WorkerEnd;

    /// <summary>The coordinator is gone without a word.</summary>
    public sealed record CoordinatorLost : WorkerEnd;
}

/// <summary>A worker's images and what evaluates on them.</summary>
/// <param name="DatasetDigest">The images' identity.</param>
/// <param name="Evaluation">Loads checkpoints.</param>
/// <param name="Training">What it trains with; null where it does not.</param>
public sealed record WorkerPreparation(string DatasetDigest, ISubnetEvaluationFactory Evaluation, WorkerTraining? Training = null);

/// <summary>The worker finishes what it has, takes nothing more and ends.</summary>
public sealed record DrainWorker;

/// <summary>
/// A node's evaluators: offers them to the coordinator, hands each group that comes to an idle one, and sends its answer back. The
/// evaluators are those of a single process; only their parent is another. Where it trains, what is asked of a training goes to the one
/// that it has.
/// </summary>
public sealed class WorkerActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Reconnecting = TimeSpan.FromSeconds(5);
    private readonly WorkerHello _hello;
    private readonly Func<WorkerWelcome, CheckpointFetch, WorkerPreparation> _prepare;
    private readonly TaskCompletionSource<WorkerEnd> _ended;
    private readonly Action _admitted;
    private readonly string _dispatcher;
    private readonly ICriticalPoints _points;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<IActorRef> _idle = [];
    private readonly Queue<(IActorRef From, EvaluationGroup Group)> _waiting = [];
    private readonly Dictionary<IActorRef, (IActorRef From, EvaluationGroup Group)> _working = [];
    private readonly HashSet<IActorRef> _takers = [];
    private IActorRef _register = ActorRefs.Nobody;
    private (long Number, IActorRef Actor)? _training;
    private int _subnets;
    private int _steps;

    private sealed record SayHello;

    private sealed record Cut;

    private sealed record Unprepared(string Reason);

    /// <param name="hello">What the worker is.</param>
    /// <param name="prepare">Reads its images; blocks. Throws <see cref="IOException"/> with one line where they cannot be read.</param>
    /// <param name="dispatcher">Gives each evaluator a thread of its own.</param>
    /// <param name="admitted">Called once it takes part.</param>
    /// <param name="ended">Completed when its part has ended.</param>
    /// <param name="points">Told before each answer.</param>
    public WorkerActor(
        WorkerHello hello, Func<WorkerWelcome, CheckpointFetch, WorkerPreparation> prepare, string dispatcher, Action admitted,
        TaskCompletionSource<WorkerEnd> ended, ICriticalPoints points)
    {
        (_hello, _prepare, _dispatcher, _admitted, _ended, _points) = (hello, prepare, dispatcher, admitted, ended, points);
        Joining();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(SayHello), new SayHello(), TimeSpan.Zero, Repeat);
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(AssociatedEvent));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        Context.System.EventStream.Unsubscribe(Self);
        _ended.TrySetResult(new WorkerEnd.CoordinatorLost { Subnets = _subnets, Steps = _steps });
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    /// <summary>No coordinator has answered.</summary>
    private void Joining()
    {
        Receive<SayHello>(_ => DistributedPubSub.Get(Context.System).Mediator.Tell(new Send(WorkersActor.Path, _hello)));
        Receive<WorkerWelcome>(welcome =>
        {
            Timers.Cancel(nameof(SayHello));
            _register = Context.Watch(Sender);
            var (prepare, fetch) = (_prepare, new CheckpointFetch(Context.System, Sender));
            Task.Run(() => Prepare(prepare, welcome, fetch)).PipeTo(Self);
            Become(Preparing);
        });
        Receive<DrainWorker>(_ => End(new WorkerEnd.Drained()));
        Ending();
    }

    /// <summary>The images are read.</summary>
    private void Preparing()
    {
        Receive<WorkerPreparation>(prepared =>
        {
            _register.Tell(new WorkerReady(prepared.DatasetDigest));
            Become(() => Ready(prepared));
        });
        Receive<Unprepared>(unprepared =>
        {
            _register.Tell(new WorkerUnfit(unprepared.Reason));
            End(new WorkerEnd.Refused(unprepared.Reason));
        });
        Receive<DrainWorker>(_ => End(new WorkerEnd.Drained()));
        Ending();
    }

    /// <summary>The coordinator decides.</summary>
    private void Ready(WorkerPreparation prepared)
    {
        var evaluation = prepared.Evaluation;
        Receive<WorkerAdmitted>(_ =>
        {
            var props = Props.Create(() => new SubnetEvaluatorActor(evaluation, _stopping.Token)).WithDispatcher(_dispatcher);
            for (var number = 1; number <= _hello.Evaluators; number++)
                Context.ActorOf(props, FormattableString.Invariant($"evaluator-{number}"));
            _admitted();
            Become(() => Working(prepared.Training));
        });
        Receive<DrainWorker>(_ => End(new WorkerEnd.Drained()));
        Ending();
    }

    /// <summary>Groups come and answers go.</summary>
    private void Working(WorkerTraining? training)
    {
        if (training is not null) Training(training, () => { });
        Evaluating(HandOut);
        Receive<EvaluatorTaken>(_ => _takers.Add(Sender));
        Receive<EvaluationGroup>(group =>
        {
            var work = (Sender, group);
            if (_working.Values.Concat(_waiting).Any(it => it.From.Equals(Sender) && it.Group.Number == group.Number)) return; // sent twice
            _waiting.Enqueue(work);
            HandOut();
        });
        Receive<DrainWorker>(_ =>
        {
            _register.Tell(new WorkerDraining());
            foreach (var taker in _takers) taker.Tell(new WorkerDraining());
            foreach (var (from, group) in _waiting) from.Tell(new GroupBroke(group.Number, "the worker leaves"));
            _waiting.Clear();
            Become(() => Draining(training));
            EndWhenIdle();
        });
        Ending();
    }

    /// <summary>
    /// What is being computed is finished; nothing more is taken, and the coordinator gives it to others. A training it saves here, after the step in
    /// hand, and ends here.
    /// </summary>
    private void Draining(WorkerTraining? training)
    {
        if (training is not null) Training(training, EndWhenIdle);
        Evaluating(EndWhenIdle);
        Receive<EvaluationGroup>(group => Sender.Tell(new GroupBroke(group.Number, "the worker leaves")));
        Receive<EvaluatorTaken>(_ => Sender.Tell(new WorkerDraining()));
        Ending();
    }

    private void Training(WorkerTraining with, Action then)
    {
        Receive<BeginTraining>(begin =>
        {
            if (_training is { } before) Context.Stop(before.Actor);
            _training = (begin.Training, Context.ActorOf(Props.Create(() => new HostedTrainingActor(with)).WithDispatcher(_dispatcher)));
            _training.Value.Actor.Forward(begin);
        });
        Receive<ITrainingMessage>(message =>
        {
            if (_training is not { } training || training.Number != message.Training) return;
            if (message is TakeStep) _steps++;
            if (message is not EndTraining)
            {
                training.Actor.Forward(message);
                return;
            }
            Context.Stop(training.Actor);
            _training = null;
            then();
        });
        Receive<CheckpointWanted>(wanted => _training?.Actor.Forward(wanted));
    }

    private void Evaluating(Action then)
    {
        Receive<EvaluatorIdle>(_ =>
        {
            _idle.Enqueue(Sender);
            then();
        });
        Receive<GroupEvaluated>(evaluated =>
        {
            _subnets += evaluated.Results.Count;
            Answer(evaluated);
            _idle.Enqueue(Sender);
            then();
        });
        Receive<GroupBroke>(broke => Answer(broke)); // and the evaluator says that it is idle
        Receive<ReleaseWeights>(release =>
        {
            foreach (var evaluator in Context.GetChildren()) evaluator.Tell(release);
        });
    }

    private void Ending()
    {
        Receive<WorkerRefused>(refused => End(new WorkerEnd.Refused(refused.Reason)));
        Receive<SessionOver>(over => End(new WorkerEnd.SessionEnded(over.Outcome)));
        Receive<Terminated>(gone => gone.ActorRef.Equals(_register), _ => End(new WorkerEnd.CoordinatorLost()));
        // A connection that breaks is made anew within a second or two; else the coordinator is gone, and another one may have taken over.
        Receive<DisassociatedEvent>(it => it.RemoteAddress == _register.Path.Address, _ => Timers.StartSingleTimer(nameof(Cut), new Cut(), Reconnecting));
        Receive<AssociatedEvent>(it => it.RemoteAddress == _register.Path.Address, _ => Timers.Cancel(nameof(Cut)));
        Receive<Cut>(_ => End(new WorkerEnd.CoordinatorLost()));
        ReceiveAny(_ => { });
    }

    private void HandOut()
    {
        while (_idle.Count > 0 && _waiting.TryDequeue(out var work))
        {
            var evaluator = _idle.Dequeue();
            _working[evaluator] = work;
            evaluator.Tell(work.Group);
        }
    }

    private void Answer(IWireMessage answer)
    {
        if (!_working.Remove(Sender, out var work)) return;
        _points.Reach(CriticalPoints.BeforeActing);
        work.From.Tell(answer);
    }

    private void EndWhenIdle()
    {
        if (_working.Count == 0 && _training is null) End(new WorkerEnd.Drained());
    }

    private void End(WorkerEnd end)
    {
        _stopping.Cancel();
        _ended.TrySetResult(end with { Subnets = _subnets, Steps = _steps });
        Become(() => ReceiveAny(_ => { }));
    }

    private static object Prepare(
        Func<WorkerWelcome, CheckpointFetch, WorkerPreparation> prepare, WorkerWelcome welcome, CheckpointFetch fetch)
    {
        try
        {
            return prepare(welcome, fetch);
        }
        catch (IOException e)
        {
            return new Unprepared(e.Message);
        }
    }
}
