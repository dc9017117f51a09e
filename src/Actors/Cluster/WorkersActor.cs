using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;

namespace S3Actors.Actors.Cluster;

/// <summary>Tell me when so many workers take part. Answered by <see cref="WorkersAwaited"/>.</summary>
public sealed record AwaitWorkers(int Count);

/// <summary>As many take part.</summary>
public sealed record WorkersAwaited;

/// <summary>
/// The coordinator's register of workers: who asks to take part, is admitted, and has left. The evaluators of those that are admitted are offered
/// to the ledger, and to every later one of the session. Workers find it through the cluster's receptionist (<see cref="DistributedPubSub"/>).
/// </summary>
public sealed class WorkersActor : ReceiveActor
{
    /// <summary>Its name in the actor system.</summary>
    public const string Name = "workers";

    /// <summary>Where workers find it.</summary>
    public const string Path = "/user/" + Name;

    private readonly WorkerTerms _terms;
    private readonly Dictionary<IActorRef, WorkerHello> _greeted = [];
    private readonly Dictionary<IActorRef, WorkerHello> _admitted = [];
    private readonly List<(int Workers, IActorRef From)> _awaiting = [];
    private IActorRef? _ledger;

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
        Receive<WorkerDraining>(_ => { });
        Receive<LedgerStarted>(_ =>
        {
            _ledger = Sender;
            foreach (var (worker, hello) in _admitted) Offer(worker, hello);
        });
        Receive<AwaitWorkers>(wait =>
        {
            _awaiting.Add((wait.Count, Sender));
            AnswerAwaiting();
        });
        Receive<SessionOver>(over =>
        {
            foreach (var worker in _admitted.Keys.Concat(_greeted.Keys)) worker.Tell(over);
        });
        Receive<Terminated>(gone =>
        {
            _greeted.Remove(gone.ActorRef);
            if (_admitted.Remove(gone.ActorRef)) Say($"worker {NameOf(gone.ActorRef)} has left");
        });
    }

    /// <summary>What people read of a node: its host and port.</summary>
    public static string NameOf(IActorRef worker) => FormattableString.Invariant($"{worker.Path.Address.Host}:{worker.Path.Address.Port}");

    /// <inheritdoc/>
    protected override void PreStart() => DistributedPubSub.Get(Context.System).Mediator.Tell(new Put(Self));

    private void Greet(WorkerHello hello)
    {
        if (_admitted.ContainsKey(Sender)) return;
        var differences = _terms.Differences(hello.Node);
        if (differences.Count > 0 && !_terms.AllowMixed)
        {
            Refuse($"its results may have other bits ({string.Join("; ", differences)}); --allow-mixed of the coordinator takes it all the same");
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
        _admitted.Add(Sender, hello);
        Sender.Tell(new WorkerAdmitted());
        Say(FormattableString.Invariant($"worker {NameOf(Sender)} takes part with {hello.Evaluators} evaluator(s)"));
        Offer(Sender, hello);
        AnswerAwaiting();
    }

    private void AnswerAwaiting()
    {
        foreach (var (_, from) in _awaiting.FindAll(it => it.Workers <= _admitted.Count)) from.Tell(new WorkersAwaited());
        _awaiting.RemoveAll(it => it.Workers <= _admitted.Count);
    }

    private void Refuse(string reason)
    {
        _greeted.Remove(Sender);
        Sender.Tell(new WorkerRefused(reason));
        Say($"worker {NameOf(Sender)} is refused: {reason}");
    }

    private void Offer(IActorRef worker, WorkerHello hello)
    {
        var patience = _terms.Patience;
        for (var evaluator = 0; evaluator < hello.Evaluators; evaluator++)
            _ledger?.Tell(new EvaluatorOffered(Props.Create(() => new RemoteEvaluatorActor(worker, patience))));
    }

    private static void Say(string line) => Context.System.EventStream.Publish(new Notice(line));

    private static string Short(string digest) => digest[..Math.Min(12, digest.Length)];
}
