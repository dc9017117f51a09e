using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>How E-T errors are measured.</summary>
/// <param name="Estimator">Paired or independent.</param>
/// <param name="Subnets">N: subnets a choice.</param>
/// <param name="TopK">k: the best subnets that Qt averages, in [1, <paramref name="Subnets"/>].</param>
/// <param name="Images">The first so many search-validation images are evaluated.</param>
/// <param name="BatchSize">Images an evaluation batch; part of the arithmetic, hence of the specification.</param>
/// <param name="Limit">Only subnets within it are measured.</param>
[MessagePackObject]
public sealed record MeasurementSpec(
    [property: Key(0)] EstimatorKind Estimator,
    [property: Key(1)] int Subnets,
    [property: Key(2)] int TopK,
    [property: Key(3)] int Images,
    [property: Key(4)] int BatchSize,
    [property: Key(5)] CostLimit Limit);

/// <summary>The two estimators of the E-T error (method: "E-T error").</summary>
public enum EstimatorKind
{
    /// <summary>Common random numbers: each choice re-evaluates the same base subnets with only its dimension changed.</summary>
    Paired = 0,
    /// <summary>Fresh random subnets for every choice: the paper's literal form.</summary>
    Independent = 1,
}
