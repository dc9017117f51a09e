using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>Search a space for its best architecture. Answered by <see cref="ArchitectureFound"/> or <see cref="WorkFailed"/>.</summary>
/// <param name="Search"><c>final</c> or <c>control</c>.</param>
/// <param name="Space">The space searched.</param>
/// <param name="Supernet">The supernet whose weights the candidates inherit.</param>
public sealed record SearchArchitecture(string Search, SearchSpace Space, TrainedSupernet Supernet);

/// <summary>The search's result, as its stream holds it.</summary>
public sealed record ArchitectureFound(ArchitectureSelected Selected);
