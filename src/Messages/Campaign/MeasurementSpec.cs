using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>How E-T errors are measured.</summary>
/// <param name="Estimator">Which subnets are measured, and what is made of their errors.</param>
/// <param name="Subnets">N: subnets a choice (paired, fresh) or in the pool of an iteration (pooled, effects).</param>
/// <param name="TopK">k: the best subnets that Qt averages, in [1, <paramref name="Subnets"/>].</param>
/// <param name="Images">How many search-validation images are evaluated, from the first.</param>
/// <param name="BatchSize">Images an evaluation batch; part of the arithmetic, hence of the specification.</param>
/// <param name="Limit">Only subnets within it are measured.</param>
/// <param name="Replicates">Supernets that an iteration trains, each with other random numbers, and measures alike; null for one.</param>
[MessagePackObject]
public sealed record MeasurementSpec(
    [property: Key(0)] EstimatorKind Estimator,
    [property: Key(1)] int Subnets,
    [property: Key(2)] int TopK,
    [property: Key(3)] int Images,
    [property: Key(4)] int BatchSize,
    [property: Key(5)] CostLimit Limit,
    [property: Key(6)] int? Replicates = null)
{
    /// <summary>Most replicates of an iteration.</summary>
    public const int MostReplicates = 64;
}

/// <summary>The estimators of the E-T error (method: "E-T error"). The numbers are stored: extend, never renumber.</summary>
public enum EstimatorKind
{
    /// <summary>Common random numbers: each choice re-evaluates the same base subnets with only its dimension changed.</summary>
    Paired = 0,
    /// <summary>Fresh random subnets for every choice; called <c>independent</c> in earlier versions.</summary>
    Fresh = 1,
    /// <summary>The paper's Algorithm 1: one pool an iteration; a choice's error is that of the members that have it.</summary>
    Pooled = 2,
    /// <summary>The same pool, and a regression of its errors on all dimensions at once.</summary>
    Effects = 3,
}

/// <summary>What estimators have in common.</summary>
public static class EstimatorKinds
{
    /// <summary>Whether one pool of subnets serves all dimensions of an iteration.</summary>
    public static bool HasPool(this EstimatorKind kind) => kind is EstimatorKind.Pooled or EstimatorKind.Effects;

    /// <summary>Supernets that an iteration trains and measures, at least 1.</summary>
    public static int ReplicateCount(this MeasurementSpec measurement) => measurement.Replicates ?? 1;
}
