using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Remote;
using Akka.Streams;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Session;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;

namespace S3Actors.Actors.Cluster;

/// <summary>Tell me when so many workers take part. Answered by <see cref="WorkersAwaited"/>.</summary>
public sealed record AwaitWorkers(int Count);

/// <summary>As many take part.</summary>
public sealed record WorkersAwaited;

/// <summary>
/// The coordinator's register of workers: who asks to take part, is admitted, and has left. The evaluators of those that are admitted are
/// offered to the ledger, and to every later one of the session. Workers find it through the cluster's receptionist
/// (<see cref="DistributedPubSub"/>).
/// </summary>
public sealed class WorkersActor : ReceiveActor
{
    /// <summary>Its name in the actor system.</summary>
    public const string Name = "workers";

    /// <summary>Where workers find it.</summary>
    public const string Path = "/user/" + Name;

    private readonly WorkerTerms _terms;
    private readonly Dictionary<IActorRef, WorkerHello> _greeted = [];
    private readonly Dictionary<IActorRef, WorkerRecord> _admitted = [];
    private readonly Queue<(IActorRef Worker, WorkerHello Hello)> _unrecorded = []; // mixed ones, to be recorded before they are admitted
    private readonly List<(int Workers, IActorRef From)> _awaiting = [];
    private IActorRef? _ledger;
    private IActorRef? _session;
    private ActorMaterializer? _materializer;
    private long _trainings;

    /// <param name="terms">On what terms workers are taken.</param>
    public WorkersActor(WorkerTerms terms)
    {
        _terms = terms;
        Receive<WorkerHello>(Greet);
        Receive<WorkerReady>(Admit);
        Receive<WorkerUnfit>(unfit =>
        {
            _greeted.Remove(Sender);
            Say($"worker {NameOf(Sender)} cannot take part: {unfit.Reason}");
        });
        Receive<WorkerDraining>(_ => _admitted.GetValueOrDefault(Sender)?.Leave());
        Receive<TrainerWanted>(ChooseTrainer);
        Receive<TrainerBroke>(broke => _admitted.GetValueOrDefault(broke.Worker)?.Lose());
        Receive<ClusterEvent.UnreachableMember>(it => OfNode(it.Member.Address, record => record.Lose()));
        Receive<ClusterEvent.ReachableMember>(it => OfNode(it.Member.Address, record => record.Regain()));
        Receive<DisassociatedEvent>(it => OfNode(it.RemoteAddress, record => record.Lose()));
        Receive<AssociatedEvent>(it => OfNode(it.RemoteAddress, record => record.Regain()));
        Receive<ClusterEvent.IClusterDomainEvent>(_ => { });
        Receive<LedgerStarted>(_ =>
        {
            _ledger = Sender;
            foreach (var (worker, record) in _admitted) Offer(worker, record);
        });
        Receive<AwaitWorkers>(wait =>
        {
            _awaiting.Add((wait.Count, Sender));
            AnswerAwaiting();
        });
        Receive<SessionOpened>(opened =>
        {
            _session = opened.Session;
            if (_unrecorded.Count > 0) RecordNext();
        });
        Receive<SessionRecorded>(_ =>
        {
            var (worker, hello) = _unrecorded.Dequeue();
            TakeIn(worker, hello);
            if (_unrecorded.Count > 0) RecordNext();
        });
        Receive<GroupCounted>(counted => _admitted.GetValueOrDefault(counted.Worker)?.Count(counted.Group));
        Receive<CheckpointWanted>(Send);
        Receive<AskCluster>(_ => Sender.Tell(Snapshot()));
        Receive<SessionOver>(over =>
        {
            foreach (var worker in _admitted.Keys.Concat(_greeted.Keys).Concat(_unrecorded.Select(it => it.Worker))) worker.Tell(over);
            Sender.Tell(over); // all are told
        });
        Receive<Terminated>(gone =>
        {
            _greeted.Remove(gone.ActorRef);
            if (!_admitted.Remove(gone.ActorRef, out var record)) return;
            record.Lose();
            Say($"worker {NameOf(gone.ActorRef)} has left");
        });
    }

    /// <summary>What people read of a node: its host and port.</summary>
    public static string NameOf(IActorRef worker) => FormattableString.Invariant($"{worker.Path.Address.Host}:{worker.Path.Address.Port}");

    /// <inheritdoc/>
    protected override void PreStart()
    {
        DistributedPubSub.Get(Context.System).Mediator.Tell(new Put(Self));
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.IReachabilityEvent));
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(AssociatedEvent));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    private void Greet(WorkerHello hello)
    {
        if (_admitted.ContainsKey(Sender) || _unrecorded.Any(it => it.Worker.Equals(Sender))) return;
        var differences = _terms.Differences(hello.Node);
        if (differences.Count > 0 && !_terms.AllowMixed)
        {
            var reasons = string.Join("; ", differences);
            Refuse($"its results may have other bits ({reasons}); --allow-mixed of the coordinator takes it all the same");
            return;
        }
        _greeted[Context.Watch(Sender)] = hello;
        Sender.Tell(_terms.Welcome);
    }

    private void Admit(WorkerReady ready)
    {
        if (!_greeted.TryGetValue(Sender, out var hello)) return; // it says hello again
        if (ready.DatasetDigest != _terms.Welcome.DatasetDigest)
        {
            Refuse($"its images are others (SHA-256 {Short(ready.DatasetDigest)}... there, {Short(_terms.Welcome.DatasetDigest)}... here)");
            return;
        }
        _greeted.Remove(Sender);
        if (_terms.Differences(hello.Node).Count == 0)
        {
            TakeIn(Sender, hello);
            return;
        }
        _unrecorded.Enqueue((Sender, hello));
        AnswerAwaiting();
        if (_unrecorded.Count == 1) RecordNext();
    }

    /// <summary>That the journal's events may not be those of one process is in the journal before any of them is.</summary>
    private void RecordNext()
    {
        var (worker, hello) = _unrecorded.Peek();
        _session?.Tell(new SessionState.AdmitMixed(NameOf(worker), _terms.Differences(hello.Node)));
    }

    private void TakeIn(IActorRef worker, WorkerHello hello)
    {
        var record = new WorkerRecord(hello);
        _admitted.Add(worker, record);
        worker.Tell(new WorkerAdmitted());
        Say($"worker {NameOf(worker)} takes part {hello.Offer}");
        Offer(worker, record);
        AnswerAwaiting();
    }

    /// <summary>Sends a checkpoint's bytes, each chunk when the worker asks for it.</summary>
    private void Send(CheckpointWanted wanted)
    {
        var file = new FileInfo(System.IO.Path.Combine(_terms.Welcome.CheckpointFolder, System.IO.Path.GetFileName(wanted.File)));
        if (!_admitted.ContainsKey(Sender) && !_admitted.Keys.Any(worker => worker.Path.Address == Sender.Path.Address) || !file.Exists)
        {
            Sender.Tell(new CheckpointRefused(file.Exists ? "the worker is not admitted" : "there is no such file"));
            return;
        }
        CheckpointStream.Of(file, _materializer ??= Context.Materializer()).PipeTo(Sender);
    }

    private void ChooseTrainer(TrainerWanted wanted)
    {
        var (worker, record) = _admitted.FirstOrDefault(it => it.Value.MayTrain);
        if (worker is not null) Say($"{wanted.Supernet} is trained on worker {NameOf(worker)}");
        Sender.Tell(new TrainerFound(
            worker, ++_trainings, record?.Train() ?? CancellationToken.None, record?.Leaving ?? CancellationToken.None, _terms.Patience));
    }

    private void OfNode(Address address, Action<WorkerRecord> tell)
    {
        foreach (var (worker, record) in _admitted)
            if (worker.Path.Address == address) tell(record);
    }

    private ClusterSnapshot Snapshot()
    {
        var cluster = Akka.Cluster.Cluster.Get(Context.System);
        var state = cluster.State;
        var workers = _admitted.ToDictionary(it => it.Key.Path.Address, it => it.Value);
        return new ClusterSnapshot([.. state.Members.Select(member =>
        {
            var worker = workers.GetValueOrDefault(member.Address);
            var node = member.Address == cluster.SelfAddress ? _terms.Own : worker?.Node;
            return ClusterNodeState.Of(member, !state.Unreachable.Contains(member), node, worker);
        })]);
    }

    private void AnswerAwaiting()
    {
        foreach (var (_, from) in _awaiting.FindAll(it => it.Workers <= _admitted.Count + _unrecorded.Count))
            from.Tell(new WorkersAwaited());
        _awaiting.RemoveAll(it => it.Workers <= _admitted.Count + _unrecorded.Count);
    }

    private void Refuse(string reason)
    {
        _greeted.Remove(Sender);
        Sender.Tell(new WorkerRefused(reason));
        Say($"worker {NameOf(Sender)} is refused: {reason}");
    }

    private void Offer(IActorRef worker, WorkerRecord record)
    {
        var (register, patience) = (Self, _terms.Patience);
        for (var evaluator = 0; evaluator < record.Evaluators; evaluator++)
            _ledger?.Tell(new EvaluatorOffered(Props.Create(() => new RemoteEvaluatorActor(worker, register, patience))));
    }

    private static void Say(string line) => Context.System.EventStream.Publish(new Notice(line));

    private static string Short(string digest) => digest[..Math.Min(12, digest.Length)];
}
