using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>Measure a dimension's choices and let its rule speak. Answered by <see cref="DimensionProposed"/> or <see cref="WorkFailed"/>.</summary>
/// <param name="Iteration">Counted from 1.</param>
/// <param name="Space">The space of that iteration.</param>
/// <param name="Supernets">The supernets trained on it, at least one: each is measured alike.</param>
public sealed record EvolveDimension(int Iteration, SearchSpace Space, IReadOnlyList<TrainedSupernet> Supernets);

/// <summary>What the dimension's rule said, as its stream holds it.</summary>
public sealed record DimensionProposed(MoveProposed Proposal);
