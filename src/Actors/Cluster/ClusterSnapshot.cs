using Akka.Cluster;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;

namespace S3Actors.Actors.Cluster;

/// <summary>Tell me who takes part. Answered by <see cref="ClusterSnapshot"/>.</summary>
public sealed record AskCluster;

/// <summary>The nodes of a cluster now.</summary>
public sealed record ClusterSnapshot(IReadOnlyList<ClusterNodeState> Nodes);

/// <summary>One node.</summary>
/// <param name="Address">Host and port.</param>
/// <param name="Roles">Its roles, joined by a comma.</param>
/// <param name="Status">As the cluster has it: <c>up</c>, <c>joining</c>, <c>leaving</c>.</param>
/// <param name="Reachable">Whether it answers.</param>
/// <param name="Device">What computes there: its GPU, else its processor; null where the campaign has not admitted it.</param>
/// <param name="Evaluators">Evaluators that it offers; null where the campaign has not admitted it.</param>
/// <param name="Subnets">Subnets that it has evaluated for this session.</param>
/// <param name="ImagesPerSecond">Images its evaluators passed through subnets a second while they worked; null before the first.</param>
public sealed record ClusterNodeState(
    string Address, string Roles, string Status, bool Reachable, string? Device, int? Evaluators, long Subnets, double? ImagesPerSecond)
{
    internal static ClusterNodeState Of(Member member, bool reachable, NodeIdentity? node, WorkerRecord? worker) => new(
        FormattableString.Invariant($"{member.Address.Host}:{member.Address.Port}"),
        string.Join(",", member.Roles.Order(StringComparer.Ordinal)),
        member.Status.ToString().ToLowerInvariant(), reachable, node?.Gpu ?? node?.Processor, worker?.Evaluators, worker?.Subnets ?? 0,
        worker?.ImagesPerSecond);
}

/// <summary>What the coordinator knows of a worker that takes part.</summary>
/// <param name="hello">What it offers.</param>
internal sealed class WorkerRecord(WorkerHello hello)
{
    private readonly CancellationTokenSource _leaving = new();
    private CancellationTokenSource _training = new();
    private double _seconds; // of one evaluator
    private double _images;

    public NodeIdentity Node => hello.Node;

    public int Evaluators { get; } = hello.Evaluators;

    /// <summary>Whether the next supernet may be trained there.</summary>
    public bool MayTrain { get; private set; } = hello.Trains;

    public long Subnets { get; private set; }

    public double? ImagesPerSecond => _seconds > 0 ? _images / _seconds * Evaluators : null;

    /// <summary>A supernet is trained there from now on.</summary>
    /// <returns>Cancelled by <see cref="Lose"/>.</returns>
    public CancellationToken Train() => (_training = new CancellationTokenSource()).Token;

    /// <summary>Cancelled by <see cref="Leave"/>.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>It finishes what it has in hand and takes nothing more: what is trained there goes on elsewhere, after the step in hand.</summary>
    public void Leave()
    {
        MayTrain = false;
        _leaving.Cancel();
    }

    /// <summary>What is trained there is lost.</summary>
    public void Lose()
    {
        MayTrain = false;
        _training.Cancel();
    }

    /// <summary>It can be reached again.</summary>
    public void Regain() => MayTrain = hello.Trains && !_leaving.IsCancellationRequested;

    public void Count(GroupMeasured group)
    {
        Subnets += group.Subnets;
        _images += (double)group.Subnets * group.Images;
        _seconds += group.Time.TotalSeconds;
    }
}

/// <summary>A worker's evaluator answered.</summary>
/// <param name="Worker">Whose.</param>
/// <param name="Group">What the ledger measured.</param>
internal sealed record GroupCounted(Akka.Actor.IActorRef Worker, GroupMeasured Group);
