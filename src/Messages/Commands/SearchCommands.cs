using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>Search a space for its best architecture. Answered by <see cref="ArchitectureFound"/> or <see cref="WorkFailed"/>.</summary>
/// <param name="Search"><c>final</c> or <c>control</c>.</param>
/// <param name="Space">The space searched.</param>
/// <param name="Supernet">The supernet whose weights the candidates inherit.</param>
public sealed record SearchArchitecture(string Search, SearchSpace Space, TrainedSupernet Supernet);

/// <summary>Time the candidates of a generation. Answered by <see cref="ArchitecturesTimed"/> or <see cref="WorkFailed"/>.</summary>
/// <param name="Generation">Counted from 1.</param>
/// <param name="Supernet">The supernet whose weights the candidates inherit.</param>
/// <param name="Architectures">The candidates.</param>
/// <param name="Images">Search-validation images of a pass, from the first.</param>
public sealed record TimeArchitectures(int Generation, TrainedSupernet Supernet, IReadOnlyList<Architecture> Architectures, int Images);

/// <summary>How long they take.</summary>
/// <param name="Microseconds">Microseconds an image, in the order of the candidates.</param>
public sealed record ArchitecturesTimed(int Generation, IReadOnlyList<double> Microseconds);

/// <summary>The search's result, as its stream holds it.</summary>
public sealed record ArchitectureFound(ArchitectureSelected Selected);
