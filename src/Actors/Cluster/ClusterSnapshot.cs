using Akka.Cluster;

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
/// <param name="Evaluators">Evaluators that it offers; null where the campaign has not admitted it.</param>
/// <param name="Subnets">Subnets that it has evaluated for this session.</param>
/// <param name="ImagesPerSecond">Images its evaluators passed through subnets a second while they worked; null before the first.</param>
public sealed record ClusterNodeState(
    string Address, string Roles, string Status, bool Reachable, int? Evaluators, long Subnets, double? ImagesPerSecond)
{
    internal static ClusterNodeState Of(Member member, bool reachable, WorkerRecord? worker) => new(
        FormattableString.Invariant($"{member.Address.Host}:{member.Address.Port}"),
        string.Join(",", member.Roles.Order(StringComparer.Ordinal)),
        member.Status.ToString().ToLowerInvariant(), reachable, worker?.Evaluators, worker?.Subnets ?? 0, worker?.ImagesPerSecond);
}

/// <summary>What the coordinator knows of a worker that takes part.</summary>
/// <param name="evaluators">Its evaluators.</param>
internal sealed class WorkerRecord(int evaluators)
{
    private double _seconds; // of one evaluator
    private double _images;

    public int Evaluators { get; } = evaluators;

    public long Subnets { get; private set; }

    public double? ImagesPerSecond => _seconds > 0 ? _images / _seconds * Evaluators : null;

    public void Count(GroupCounted group)
    {
        Subnets += group.Subnets;
        _images += (double)group.Subnets * group.Images;
        _seconds += group.Time.TotalSeconds;
    }
}

/// <summary>A worker's evaluator answered.</summary>
/// <param name="Worker">Whose.</param>
/// <param name="Subnets">Subnets of the group.</param>
/// <param name="Images">Images of each.</param>
/// <param name="Time">From handing it over to its answer.</param>
internal sealed record GroupCounted(Akka.Actor.IActorRef Worker, int Subnets, int Images, TimeSpan Time);
