using MessagePack;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Events;

/// <summary>First event of a campaign: its whole specification and what it was begun on.</summary>
/// <param name="SpecDigest">SHA-256, in lower-case hex, of the specification's stored bytes.</param>
/// <param name="DatasetDigest">SHA-256, in lower-case hex, of the decoded images and labels.</param>
/// <param name="Libraries">Versions of the libraries the arithmetic depends on, by name.</param>
/// <param name="Hardware">Processor or accelerator as the system names it.</param>
[MessagePackObject]
public sealed record CampaignCreated(
    [property: Key(0)] CampaignSpec Spec,
    [property: Key(1)] string SpecDigest,
    [property: Key(2)] string DatasetDigest,
    [property: Key(3)] IReadOnlyDictionary<string, string> Libraries,
    [property: Key(4)] string Hardware) : IEvent;

/// <summary>An iteration of the space's evolution began: train, measure, evolve.</summary>
/// <param name="Iteration">Counted from 1.</param>
/// <param name="Space">The space it trains and measures.</param>
/// <param name="Log10Size">log10 of the number of architectures.</param>
/// <param name="MeanMacs">Mean multiply-accumulates an image over the space.</param>
[MessagePackObject]
public sealed record IterationStarted(
    [property: Key(0)] int Iteration,
    [property: Key(1)] SearchSpace Space,
    [property: Key(2)] double Log10Size,
    [property: Key(3)] double MeanMacs) : IEvent;

/// <summary>One dimension's part in a <see cref="SpaceEvolved"/>.</summary>
/// <param name="Dimension">Which.</param>
/// <param name="ProposedSteps">What its rule said: positive grows it.</param>
/// <param name="AppliedSteps">What was applied after the bounds on the whole space.</param>
/// <param name="Before">Choices before.</param>
/// <param name="After">Choices after.</param>
/// <param name="Reason">In words, where the applied differs from the proposed; empty otherwise.</param>
[MessagePackObject]
public sealed record DimensionMove(
    [property: Key(0)] DimensionId Dimension,
    [property: Key(1)] int ProposedSteps,
    [property: Key(2)] int AppliedSteps,
    [property: Key(3)] IReadOnlyList<double> Before,
    [property: Key(4)] IReadOnlyList<double> After,
    [property: Key(5)] string Reason);

/// <summary>The space moved: every dimension's move of one iteration, and what came of it.</summary>
[MessagePackObject]
public sealed record SpaceEvolved(
    [property: Key(0)] int Iteration,
    [property: Key(1)] IReadOnlyList<DimensionMove> Moves,
    [property: Key(2)] SearchSpace Space,
    [property: Key(3)] double Log10Size,
    [property: Key(4)] double MeanMacs) : IEvent;

/// <summary>The space's evolution ended and the final supernet's training began.</summary>
/// <param name="Reason">Why it ended: the iterations were done, or no dimension moved.</param>
[MessagePackObject]
public sealed record FinalSupernetStarted(
    [property: Key(0)] SearchSpace Space,
    [property: Key(1)] string Reason) : IEvent;

/// <summary>A search of a space for an architecture began.</summary>
/// <param name="Search"><c>final</c>, or <c>control</c> for the initial space.</param>
/// <param name="Supernet">The supernet whose weights the candidates inherit.</param>
[MessagePackObject]
public sealed record ArchitectureSearchStarted(
    [property: Key(0)] string Search,
    [property: Key(1)] string Supernet,
    [property: Key(2)] SearchSpace Space) : IEvent;

/// <summary>A search's result with what reports say of it. The report-validation and test measurements decided nothing.</summary>
/// <param name="Search"><c>final</c> or <c>control</c>.</param>
[MessagePackObject]
public sealed record WinnerSelected(
    [property: Key(0)] string Search,
    [property: Key(1)] Architecture Architecture,
    [property: Key(2)] long MacsPerImage,
    [property: Key(3)] long ParameterCount,
    [property: Key(4)] Top1Error SearchValidation,
    [property: Key(5)] Top1Error ReportValidation,
    [property: Key(6)] Top1Error Test) : IEvent;

/// <summary>The campaign is done.</summary>
[MessagePackObject]
public sealed record CampaignCompleted([property: Key(0)] int Iterations) : IEvent;
