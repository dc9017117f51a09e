using Akka.Actor;
using Akka.Event;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Evaluation;

/// <summary>How the ledger's evaluators work.</summary>
/// <param name="Evaluators">How many, at least 1.</param>
/// <param name="GroupSize">Architectures handed out at once, at most.</param>
/// <param name="Attempts">Tries a subnet gets.</param>
/// <param name="WorkerDispatcher">Dispatcher that gives each evaluator a thread of its own.</param>
/// <param name="Stopping">Cancelled when the session stops.</param>
public sealed record EvaluationSettings(int Evaluators, int GroupSize, int Attempts, string WorkerDispatcher, CancellationToken Stopping)
{
    /// <summary>Who is told by <see cref="LedgerStarted"/> that evaluators elsewhere may be offered; null for nobody.</summary>
    public IActorRef? Workers { get; init; }
}

/// <summary>The sender takes offers of evaluators.</summary>
public sealed record LedgerStarted;

/// <summary>
/// One more evaluator for a ledger. It becomes the ledger's child and speaks as <see cref="SubnetEvaluatorActor"/> does; when it stops,
/// another one gets what it held.
/// </summary>
/// <param name="Evaluator">Makes it.</param>
public sealed record EvaluatorOffered(Props Evaluator);

/// <summary>
/// Answers what errors subnets have: from its records where they are known, else through evaluators, which pull their work. Requests are
/// served one after the other, each in the order of its architectures' texts, so the stream is the same however many evaluators there are.
/// </summary>
public sealed class EvaluationLedgerActor : RecordingActor<LedgerState>
{
    private readonly ISubnetEvaluationFactory _factory;
    private readonly EvaluationSettings _settings;
    private readonly Dictionary<string, JointRequest> _gathering = new(StringComparer.Ordinal);
    private readonly Queue<JointRequest> _ready = [];
    private readonly EvaluatorPool _pool = new();
    private bool _hasOwnEvaluators;
    private long _nextGroup = 1;

    public EvaluationLedgerActor(string stream, EventStamp stamp, ISubnetEvaluationFactory factory, EvaluationSettings settings)
        : base(stream, stamp, LedgerState.Initial, LedgerState.Evolve)
    {
        (_factory, _settings) = (factory, settings);
        Waiting();
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _settings.Workers?.Tell(new LedgerStarted());
        base.PreStart();
    }

    /// <summary>No request is complete: evaluators have nothing to do.</summary>
    private void Waiting()
    {
        Command<MeasureSubnets>(ask =>
        {
            Take(ask);
            Begin();
        });
        Command<EvaluatorIdle>(_ => _pool.Rest(Sender));
        Command<GroupEvaluated>(_ => _pool.Rest(Sender)); // of a request that was given up, or a second answer
        Command<GroupLost>(_ => { });
        Command<Terminated>(stopped => _pool.Remove(stopped.ActorRef));
        Always();
    }

    /// <summary>Evaluators work at one request.</summary>
    private void Serving(JointRequest joint, RequestWork work)
    {
        Command<MeasureSubnets>(ask => ask.Request != joint.Request, Take);
        Command<EvaluatorIdle>(_ => OnIdle(work));
        Command<GroupEvaluated>(evaluated =>
        {
            _pool.Measure(Sender, Now);
            var ready = work.Return(evaluated.Number, evaluated.Results);
            OnIdle(work); // before recording: the evaluator need not wait for the disk
            if (ready.Count > 0) Enter(joint, work, ready);
        });
        Command<GroupBroke>(broke => OnBroke(joint, work, broke));
        Command<GroupLost>(lost => Repeat(work, lost.Number));
        Command<Terminated>(stopped =>
        {
            if (_pool.Remove(stopped.ActorRef) is { } held) Repeat(work, held);
        });
        Always();
    }

    private void Always()
    {
        Command<EvaluatorOffered>(offer => _pool.Add(Context.Watch(Context.ActorOf(offer.Evaluator)), isElsewhere: true));
        Command<ReleaseWeights>(release =>
        {
            foreach (var evaluator in _pool.All) evaluator.Tell(release);
        });
    }

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void Take(MeasureSubnets ask)
    {
        // Participants are answered, and so decide, only when the whole request is finished: after a crash either all ask again, or none has to wait.
        if (State.Finished.Contains(ask.Request))
        {
            Answer(ask, Sender);
            return;
        }
        if (!_gathering.TryGetValue(ask.Request, out var joint)) _gathering.Add(ask.Request, joint = new JointRequest(ask.Request));
        joint.Join(ask, Sender);
        if (joint.Asks.Count < ask.Participants) return;
        _gathering.Remove(ask.Request);
        _ready.Enqueue(joint);
    }

    private void Begin()
    {
        if (!_ready.TryDequeue(out var joint))
        {
            Become(Waiting);
            return;
        }
        var key = KeyOf(joint.First);
        var architectures = LedgerState.InOrder(joint.Asks.Values.SelectMany(it => it.Ask.Architectures));
        Record(LedgerState.Decide(State, new LedgerState.Ask(joint.Request, key, architectures)), () =>
        {
            var missing = State.Missing(key, architectures);
            var work = new RequestWork(joint.First.Supernet, joint.First.Set, missing, _settings.GroupSize, _settings.Attempts, _nextGroup);
            joint.Known = architectures.Count - missing.Count;
            joint.Total = architectures.Count;
            if (missing.Count > 0) StartEvaluators();
            Become(() => Serving(joint, work));
            Enter(joint, work, []);
        });
    }

    /// <summary>Records results, the last of them together with the end of the request.</summary>
    private void Enter(JointRequest joint, RequestWork work, IReadOnlyList<SubnetResult> results)
    {
        var events = LedgerState.Decide(State, new LedgerState.Enter(KeyOf(joint.First), results));
        var done = work.Done;
        if (done) events = [.. events, .. LedgerState.Decide(State, new LedgerState.Finish(joint.Request))];
        Record(events, () =>
        {
            Report(joint, work);
            if (done) Finish(joint);
            else HandOut(work);
        });
    }

    private void HandOut(RequestWork work)
    {
        _pool.HandOut(work, Now);
        _nextGroup = work.NextNumber;
    }

    private void OnIdle(RequestWork work)
    {
        _pool.Rest(Sender);
        HandOut(work);
    }

    private void Repeat(RequestWork work, long group)
    {
        work.Repeat(group);
        HandOut(work);
    }

    private void OnBroke(JointRequest joint, RequestWork work, GroupBroke broke)
    {
        Log.Warning("{0}: the evaluation of group {1} broke: {2}", joint.Request, broke.Number, broke.Reason);
        if (work.Break(broke.Number, broke.Reason) is not { } given)
        {
            HandOut(work);
            return;
        }
        var giveUp = new LedgerState.GiveUp(KeyOf(joint.First), given.Architecture, given.Attempts, given.Reason);
        Record(LedgerState.Decide(State, giveUp), () =>
        {
            foreach (var (_, asker) in joint.Asks.Values) asker.Tell(new WorkFailed($"evaluation of {given.Architecture}", given.Reason));
            Begin();
        });
    }

    private void Finish(JointRequest joint)
    {
        foreach (var (ask, asker) in joint.Asks.Values) Answer(ask, asker);
        Begin();
    }

    private void Answer(MeasureSubnets ask, IActorRef asker)
    {
        var key = KeyOf(ask);
        asker.Tell(new SubnetsMeasured(ask.Request, [.. ask.Architectures.Select(Known)]));

        SubnetResult Known(Architecture architecture) =>
            State.Known(key, architecture) ?? throw new StateException($"{ask.Participant} asks for {ask.Request} once more, when other weights were asked about since.");
    }

    private void StartEvaluators()
    {
        if (_hasOwnEvaluators) return;
        _hasOwnEvaluators = true;
        var props = Props.Create(() => new SubnetEvaluatorActor(_factory, _settings.Stopping)).WithDispatcher(_settings.WorkerDispatcher);
        for (var number = 1; number <= _settings.Evaluators; number++)
            _pool.Add(Context.ActorOf(props, FormattableString.Invariant($"evaluator-{number}")));
    }

    private static void Report(JointRequest joint, RequestWork work) => Context.System.EventStream.Publish(new Progress(
        joint.First.Phase, joint.First.Iteration, joint.Request, joint.Known + work.Released, joint.Total, "subnet", joint.First.Set.Images, ""));

    private static MeasurementKey KeyOf(MeasureSubnets ask) => new(ask.Supernet.CheckpointSha256, ask.Set);
}

/// <summary>What the participants of one request ask for.</summary>
/// <param name="request">Its name.</param>
internal sealed class JointRequest(string request)
{
    public string Request { get; } = request;

    /// <summary>By participant, in a fixed order.</summary>
    public SortedDictionary<string, (MeasureSubnets Ask, IActorRef Asker)> Asks { get; } = new(StringComparer.Ordinal);

    public MeasureSubnets First => Asks.Values.First().Ask;

    public int Known { get; set; }

    public int Total { get; set; }

    /// <summary>One more participant, or the same again.</summary>
    public void Join(MeasureSubnets ask, IActorRef asker)
    {
        Asks[ask.Participant] = (ask, asker);
        if (First.Participants != ask.Participants || First.Set != ask.Set || First.Supernet.CheckpointSha256 != ask.Supernet.CheckpointSha256)
            throw new StateException($"The participants of {Request} do not agree on how many they are, on the weights or on the images.");
    }
}
