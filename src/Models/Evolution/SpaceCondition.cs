using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Models.Evolution;

/// <summary>An upper bound on a measure of a whole space.</summary>
/// <param name="Name">In words, for reasons.</param>
/// <param name="Measure">What is bounded.</param>
/// <param name="Ceiling">Largest allowed value.</param>
internal sealed record SpaceCondition(string Name, Func<SearchSpace, double> Measure, double Ceiling)
{
    public bool Holds(SearchSpace space) => Measure(space) <= Ceiling;

    /// <summary>Those of a specification, after those without which some architecture of the space could not be built.</summary>
    public static IReadOnlyList<SpaceCondition> All(EvolutionSpec spec, NetworkSkeleton skeleton, int stages, BlockTies ties)
    {
        var conditions = new List<SpaceCondition>();
        for (var stage = 1; stage <= stages; stage++)
        {
            var it = stage;
            if (ties.HeadDim is null) conditions.Add(new SpaceCondition(
                Invariant($"stage{it} needs a channel for every head"),
                space => space[it, DimensionKind.NumHeads].Largest - space[it, DimensionKind.QkvDim].Smallest, 0));
            conditions.Add(new SpaceCondition(
                Invariant($"stage{it} needs a hidden unit in every MLP"),
                space => (double)-((decimal)space[it, DimensionKind.EmbedDim].Smallest * (decimal)space[it, DimensionKind.MlpRatio].Smallest), -1));
        }
        if (spec.MaximumMeanMacs is { } macs)
            conditions.Add(new SpaceCondition(Invariant($"the ceiling of {macs:0} mean MACs"), space => SpaceArithmetic.MeanMacs(space, skeleton), macs));
        if (spec.MaximumMeanParameters is { } parameters)
            conditions.Add(new SpaceCondition(Invariant($"the ceiling of {parameters:0} mean parameters"),
                space => SpaceArithmetic.MeanParameters(space, skeleton), parameters));
        if (spec.MaximumLog10Size is { } size)
            conditions.Add(new SpaceCondition(Invariant($"the ceiling of {size:0.##} on log10 of the size"),
                space => SpaceArithmetic.Log10Size(space, ties), size));
        return conditions;
    }
}
