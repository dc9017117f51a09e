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
/// <param name="Classes">Names of the classes in the order of their numbers, which is that of the network's scores; null where the images have none.</param>
[MessagePackObject]
public sealed record CampaignCreated(
    [property: Key(0)] CampaignSpec Spec,
    [property: Key(1)] string SpecDigest,
    [property: Key(2)] string DatasetDigest,
    [property: Key(3)] IReadOnlyDictionary<string, string> Libraries,
    [property: Key(4)] string Hardware,
    [property: Key(5)] IReadOnlyList<string>? Classes = null) : ICampaignEvent;

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
    [property: Key(3)] double MeanMacs) : ICampaignEvent;

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
    [property: Key(4)] double MeanMacs) : ICampaignEvent;

/// <summary>The space's evolution ended and the final supernet's training began.</summary>
/// <param name="Reason">Why it ended: the iterations were done, or no dimension moved.</param>
[MessagePackObject]
public sealed record FinalSupernetStarted(
    [property: Key(0)] SearchSpace Space,
    [property: Key(1)] string Reason) : ICampaignEvent;

/// <summary>A search of a space for an architecture began.</summary>
/// <param name="Search"><c>final</c>, or <c>control</c> for the initial space.</param>
/// <param name="Supernet">The supernet whose weights the candidates inherit.</param>
[MessagePackObject]
public sealed record ArchitectureSearchStarted(
    [property: Key(0)] string Search,
    [property: Key(1)] string Supernet,
    [property: Key(2)] SearchSpace Space) : ICampaignEvent;

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
    [property: Key(6)] Top1Error Test) : ICampaignEvent;

/// <summary>One stream's part in a fork: its first events, byte for byte the parent's.</summary>
/// <param name="Stream">Its name below the campaign: <c>ledger</c>, <c>stage1.depth</c>.</param>
/// <param name="Events">How many.</param>
/// <param name="Sha256">Digest of the last one's row, lower-case hex.</param>
[MessagePackObject]
public sealed record InheritedStream(
    [property: Key(0)] string Stream,
    [property: Key(1)] long Events,
    [property: Key(2)] string Sha256);

/// <summary>
/// The campaign left its parent: everything before this event in its stream, and in those listed, is the parent's; everything after is
/// decided under another specification.
/// </summary>
/// <param name="Parent">The parent's name.</param>
/// <param name="AtIteration">The first iteration, counted from 1, that is decided anew; one past the last where only the end is.</param>
/// <param name="Spec">The specification from here on, under the fork's own name.</param>
/// <param name="SpecDigest">As in <see cref="CampaignCreated"/>.</param>
/// <param name="Inherited">Every stream of which a part was taken over, in the ordinal order of their names.</param>
/// <param name="Places">Where the images stand until a session says otherwise, as in <see cref="SessionStarted"/>.</param>
[MessagePackObject]
public sealed record CampaignForked(
    [property: Key(0)] string Parent,
    [property: Key(1)] int AtIteration,
    [property: Key(2)] CampaignSpec Spec,
    [property: Key(3)] string SpecDigest,
    [property: Key(4)] IReadOnlyList<InheritedStream> Inherited,
    [property: Key(5)] IReadOnlyDictionary<string, string>? Places = null) : ICampaignEvent;

/// <summary>The winner's training from scratch began, after the campaign's end.</summary>
/// <param name="Search">Whose winner: <c>final</c>, or a control's.</param>
/// <param name="Architecture">What is trained, alone.</param>
/// <param name="Training">How; its steps are those of this training.</param>
[MessagePackObject]
public sealed record RetrainingStarted(
    [property: Key(0)] string Search,
    [property: Key(1)] Architecture Architecture,
    [property: Key(2)] TrainingSpec Training) : ICampaignEvent;

/// <summary>The winner was trained from scratch and measured on the images on which its inherited weights were.</summary>
/// <param name="Search">Whose winner: <c>final</c>, or a control's.</param>
/// <param name="Checkpoint">SHA-256 of the checkpoint with its own weights, lower-case hex.</param>
[MessagePackObject]
public sealed record WinnerRetrained(
    [property: Key(0)] string Search,
    [property: Key(1)] Architecture Architecture,
    [property: Key(2)] string Checkpoint,
    [property: Key(3)] Top1Error SearchValidation,
    [property: Key(4)] Top1Error ReportValidation,
    [property: Key(5)] Top1Error Test) : ICampaignEvent;

/// <summary>The campaign is done.</summary>
[MessagePackObject]
public sealed record CampaignCompleted([property: Key(0)] int Iterations) : ICampaignEvent;
