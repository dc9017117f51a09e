using MessagePack;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Events;

/// <summary>The E-T error of one choice (method: "E-T error"). Errors are fractions in [0, 1].</summary>
/// <param name="Choice">The dimension's value.</param>
/// <param name="Qe">Mean top-1 error of the subnets with that choice.</param>
/// <param name="Qt">Mean top-1 error of the best k of them.</param>
/// <param name="Q">(Qe + Qt) / 2.</param>
/// <param name="Subnets">n: subnets behind it.</param>
/// <param name="TopK">k: subnets behind Qt.</param>
/// <param name="QeStandardError">Standard error of <paramref name="Qe"/>, over what the decision's <see cref="MoveProposed.Scatter"/> says; NaN for fewer than two.</param>
/// <param name="QtStandardError">The same of <paramref name="Qt"/>.</param>
/// <param name="QStandardError">The same of <paramref name="Q"/>.</param>
[MessagePackObject]
public sealed record ChoiceEtError(
    [property: Key(0)] double Choice,
    [property: Key(1)] double Qe,
    [property: Key(2)] double Qt,
    [property: Key(3)] double Q,
    [property: Key(4)] int Subnets,
    [property: Key(5)] int TopK,
    [property: Key(6)] double QeStandardError,
    [property: Key(7)] double QtStandardError,
    [property: Key(8)] double QStandardError);

/// <summary>One choice of a dimension was measured in an iteration.</summary>
[MessagePackObject]
public sealed record EtErrorMeasured(
    [property: Key(0)] int Iteration,
    [property: Key(1)] DimensionId Dimension,
    [property: Key(2)] ChoiceEtError Error) : IDimensionEvent;

/// <summary>A dimension's rule proposed a move; nothing has moved yet. What the space makes of it stands in <see cref="SpaceEvolved"/>.</summary>
/// <param name="Slope">w: percentage points of Q a step of the fitted line over the choices' index; NaN with one choice.</param>
/// <param name="SlopeStandardError">Its standard error as the estimator states it (paired differences where paired); NaN where it cannot be stated.</param>
/// <param name="Intercept">b: the line at index 0, percentage points.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="RuleVersion">Version of the rule's arithmetic.</param>
/// <param name="Steps">Proposed steps of gamma: positive grows the dimension.</param>
/// <param name="Before">Choices before.</param>
/// <param name="After">Choices as proposed, after the dimension's own bounds.</param>
/// <param name="Reasoning">In words with the numbers.</param>
/// <param name="Scatter">What the standard errors of the slope and of the E-T errors cover; null: the draw of subnets alone.</param>
/// <param name="SlopesByReplicate">The least-squares slope under each of the iteration's supernets, where it trained several; else null.</param>
[MessagePackObject]
public sealed record MoveProposed(
    [property: Key(0)] int Iteration,
    [property: Key(1)] DimensionId Dimension,
    [property: Key(2)] double Slope,
    [property: Key(3)] double SlopeStandardError,
    [property: Key(4)] double Intercept,
    [property: Key(5)] string Rule,
    [property: Key(6)] string RuleVersion,
    [property: Key(7)] int Steps,
    [property: Key(8)] IReadOnlyList<double> Before,
    [property: Key(9)] IReadOnlyList<double> After,
    [property: Key(10)] string Reasoning,
    [property: Key(11)] ErrorScatter? Scatter = null,
    [property: Key(12)] IReadOnlyList<double>? SlopesByReplicate = null) : IDimensionEvent;

/// <summary>What standard errors cover beyond the draw of subnets; both are 3.</summary>
[Flags]
public enum ErrorScatter
{
    /// <summary>The draw of images.</summary>
    Images = 1,
    /// <summary>How the supernet's training happened to go, as several of them show.</summary>
    Training = 2,
}

/// <summary>A set of subnets will be evaluated: the intent, before the work.</summary>
/// <param name="Request">Name of the request: <c>iteration-2</c>, <c>iteration-2-replicate-3</c>, <c>final/generation-3</c>, <c>control/winner-test</c>.</param>
/// <param name="Checkpoint">SHA-256 of the checkpoint whose weights are evaluated.</param>
/// <param name="Set">The images.</param>
/// <param name="Subnets">Distinct architectures in the request.</param>
/// <param name="ArchitecturesDigest">SHA-256 of their canonical texts in ordinal order, a line each, lower-case hex.</param>
[MessagePackObject]
public sealed record EvaluationsRequested(
    [property: Key(0)] string Request,
    [property: Key(1)] string Checkpoint,
    [property: Key(2)] EvaluationSet Set,
    [property: Key(3)] int Subnets,
    [property: Key(4)] string ArchitecturesDigest) : ILedgerEvent;

/// <summary>Every subnet of a request is measured: its participants can be answered, now and after any restart.</summary>
/// <param name="Request">As in <see cref="EvaluationsRequested"/>.</param>
[MessagePackObject]
public sealed record EvaluationsFinished([property: Key(0)] string Request) : ILedgerEvent;

/// <summary>One subnet's error under one checkpoint; never measured twice.</summary>
[MessagePackObject]
public sealed record SubnetEvaluated(
    [property: Key(0)] string Checkpoint,
    [property: Key(1)] EvaluationSet Set,
    [property: Key(2)] SubnetResult Result) : ILedgerEvent;

/// <summary>A subnet could not be evaluated, for good.</summary>
/// <param name="Attempts">How often it was tried.</param>
[MessagePackObject]
public sealed record EvaluationFailed(
    [property: Key(0)] string Checkpoint,
    [property: Key(1)] EvaluationSet Set,
    [property: Key(2)] Architecture Architecture,
    [property: Key(3)] int Attempts,
    [property: Key(4)] string Reason) : ILedgerEvent;
