using MessagePack;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>
/// Measure subnets under one supernet's weights. Participants that name the same request are served together, as the union of what they
/// ask for, once all of them have asked. Answered by <see cref="SubnetsMeasured"/> or <see cref="WorkFailed"/>.
/// </summary>
/// <param name="Request">Name of the request: <c>iteration-2</c>, <c>final/generation-3</c>, <c>control/winner-test</c>.</param>
/// <param name="Participants">How many participants the request has, at least 1.</param>
/// <param name="Participant">The one that asks.</param>
/// <param name="Supernet">Whose weights.</param>
/// <param name="Set">On which images.</param>
/// <param name="Architectures">Which subnets; repeats are measured once.</param>
/// <param name="Phase">For progress: what it is for.</param>
/// <param name="Iteration">For progress: counted from 1; 0 outside the iterations.</param>
public sealed record MeasureSubnets(
    string Request, int Participants, string Participant, TrainedSupernet Supernet, EvaluationSet Set, IReadOnlyList<Architecture> Architectures,
    CampaignPhase Phase, int Iteration);

/// <summary>Everything the participant asked for.</summary>
/// <param name="Request">As in <see cref="MeasureSubnets"/>.</param>
/// <param name="Results">In the order asked.</param>
public sealed record SubnetsMeasured(string Request, IReadOnlyList<SubnetResult> Results);

/// <summary>Evaluators may give back the weights they hold: none is needed for a while.</summary>
[MessagePackObject]
public sealed record ReleaseWeights : IWireMessage;
