using MessagePack;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>What nodes of a cluster say to each other; each has a name in <c>WireNames</c>.</summary>
public interface IWireMessage;

/// <summary>An evaluator has nothing to do.</summary>
public sealed record EvaluatorIdle;

/// <summary>Some subnets of a request, for one evaluator. Answered by <see cref="GroupEvaluated"/> or <see cref="GroupBroke"/>.</summary>
/// <param name="Number">Counted over the session, so that a late answer to a group of an earlier request is recognised.</param>
/// <param name="Supernet">Whose weights.</param>
/// <param name="Set">On which images.</param>
/// <param name="Architectures">Distinct.</param>
[MessagePackObject]
public sealed record EvaluationGroup(
    [property: Key(0)] long Number,
    [property: Key(1)] TrainedSupernet Supernet,
    [property: Key(2)] EvaluationSet Set,
    [property: Key(3)] IReadOnlyList<Architecture> Architectures) : IWireMessage;

/// <summary>A group is done; so its evaluator is idle.</summary>
/// <param name="Number">As in <see cref="EvaluationGroup"/>.</param>
/// <param name="Results">In the order of the group's architectures.</param>
[MessagePackObject]
public sealed record GroupEvaluated([property: Key(0)] long Number, [property: Key(1)] IReadOnlyList<SubnetResult> Results) : IWireMessage;

/// <summary>A group's evaluation threw.</summary>
/// <param name="Number">As in <see cref="EvaluationGroup"/>.</param>
/// <param name="Reason">In words.</param>
[MessagePackObject]
public sealed record GroupBroke([property: Key(0)] long Number, [property: Key(1)] string Reason) : IWireMessage;

/// <summary>
/// A group's evaluator is slow or cannot be reached: another one may have the group too. Its own answer, if one comes, still counts.
/// </summary>
/// <param name="Number">As in <see cref="EvaluationGroup"/>.</param>
public sealed record GroupLost(long Number);

/// <summary>What the ledger measured of a group that came back, for the evaluator of another node that it had handed the group to.</summary>
/// <param name="Subnets">Subnets of the group.</param>
/// <param name="Images">Images of each.</param>
/// <param name="Time">From handing it over to its answer.</param>
public sealed record GroupMeasured(int Subnets, int Images, TimeSpan Time);
