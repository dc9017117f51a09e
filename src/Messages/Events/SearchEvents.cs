using MessagePack;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Events;

/// <summary>How a candidate came to be.</summary>
public enum CandidateOrigin
{
    /// <summary>Drawn from the space.</summary>
    Random = 0,
    /// <summary>Child of two parents.</summary>
    Crossover = 1,
    /// <summary>Changed copy of one parent.</summary>
    Mutation = 2,
}

/// <summary>A candidate with its origin.</summary>
[MessagePackObject]
public sealed record Candidate([property: Key(0)] Architecture Architecture, [property: Key(1)] CandidateOrigin Origin);

/// <summary>A generation's candidates, before they are evaluated. None was seen before in the same search.</summary>
/// <param name="Search"><c>final</c> or <c>control</c>.</param>
/// <param name="Generation">Counted from 1.</param>
[MessagePackObject]
public sealed record GenerationBred(
    [property: Key(0)] string Search,
    [property: Key(1)] int Generation,
    [property: Key(2)] IReadOnlyList<Candidate> Candidates) : IPopulationEvent;

/// <summary>
/// How long a generation's candidates take, where the search holds that low. It is recorded before anything is decided by it, and no candidate is
/// timed twice: a resumed search decides by the times recorded.
/// </summary>
/// <param name="Search"><c>final</c> or <c>control</c>.</param>
/// <param name="Generation">Counted from 1.</param>
/// <param name="Hardware">Processor or accelerator that was timed, as the system names it.</param>
/// <param name="Images">Images of a timed pass.</param>
/// <param name="Runs">Timed passes of each candidate.</param>
/// <param name="Microseconds">The median time of a pass over its images, microseconds an image, of each candidate in the order of the generation.</param>
[MessagePackObject]
public sealed record LatenciesMeasured(
    [property: Key(0)] string Search,
    [property: Key(1)] int Generation,
    [property: Key(2)] string Hardware,
    [property: Key(3)] int Images,
    [property: Key(4)] int Runs,
    [property: Key(5)] IReadOnlyList<double> Microseconds) : IPopulationEvent;

/// <summary>A generation was evaluated; its parents breed the next.</summary>
/// <param name="Parents">The best architectures seen so far, best first, with their errors.</param>
/// <param name="Front">Where the search has two objectives: all that was seen so far than which nothing was both cheaper and better, from the
/// cheapest on; else null.</param>
[MessagePackObject]
public sealed record GenerationFinished(
    [property: Key(0)] string Search,
    [property: Key(1)] int Generation,
    [property: Key(2)] IReadOnlyList<SubnetResult> Parents,
    [property: Key(3)] IReadOnlyList<SubnetResult>? Front = null) : IPopulationEvent;

/// <summary>The search's best architecture.</summary>
[MessagePackObject]
public sealed record ArchitectureSelected(
    [property: Key(0)] string Search,
    [property: Key(1)] SubnetResult Best,
    [property: Key(2)] long MacsPerImage,
    [property: Key(3)] long ParameterCount) : IPopulationEvent;
