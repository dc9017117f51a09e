using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Models.Space;

/// <summary>Checks that every architecture of a space can be built on a skeleton.</summary>
public static class SpaceValidation
{
    /// <summary>Largest value of any choice, bound or step: far above any network, far below where decimals lose digits.</summary>
    public const double LargestValue = 1_000_000;

    /// <summary>Largest side of the network's input, pixels: what is counted of larger ones no longer fits into 64 bits.</summary>
    public const int LargestImageSize = 16_384;

    /// <summary>Most stages of a space.</summary>
    public const int LargestStageCount = 16;

    /// <summary>
    /// What is wrong, one line a problem, each beginning with what it concerns (<c>stage2.num_heads: ...</c>, <c>network: ...</c>);
    /// empty for a valid space. Nothing is thrown, whatever the values.
    /// </summary>
    public static IReadOnlyList<string> Problems(SearchSpace space, NetworkSkeleton skeleton)
    {
        var problems = new List<string>();
        problems.AddRange(LayoutProblems(space));
        problems.AddRange(space.Dimensions.SelectMany(DimensionProblems));
        problems.AddRange(SkeletonProblems(skeleton, space.StageCount));
        if (problems.Count == 0) problems.AddRange(CostProblems(space, skeleton));
        if (problems.Count == 0) problems.AddRange(CombinationProblems(space, skeleton.HeadDim is not null));
        return problems;
    }

    /// <summary>What is wrong with one of a dimension's choices, its step or one of its bounds, in words; null where nothing is.</summary>
    public static string? ValueProblem(DimensionKind kind, double value) =>
        !(value > 0 && value <= LargestValue) ? Invariant($"{value} is not allowed; choices, gamma and bounds are above 0 and at most {LargestValue}")
        : kind.IsInteger() && value != Math.Floor(value) ? Invariant($"{value} is not a whole number")
        : (double)decimal.Round((decimal)value, 6) != value ? Invariant($"{value} has more than 6 decimals") : null;

    private static IEnumerable<string> LayoutProblems(SearchSpace space)
    {
        var kinds = DimensionKinds.All;
        if (space.Dimensions.Count == 0) yield return "space: has no stage";
        if (space.StageCount > LargestStageCount) yield return Invariant($"space: has {space.StageCount} stages; at most {LargestStageCount} are allowed");
        if (space.Dimensions.Count % kinds.Count != 0)
            yield return Invariant($"space: has {space.Dimensions.Count} dimensions, not {kinds.Count} for each stage");
        for (var i = 0; i < space.Dimensions.Count; i++)
        {
            var expected = new DimensionId(i / kinds.Count + 1, kinds[i % kinds.Count]);
            if (space.Dimensions[i].Id != expected) yield return Invariant($"space: {space.Dimensions[i].Id} stands where {expected} belongs");
        }
    }

    private static IEnumerable<string> DimensionProblems(SearchDimension dimension)
    {
        var (id, choices, gamma, minimum, maximum) = dimension;
        var numbers = choices.Append(gamma).Append(minimum).Append(maximum).ToArray();
        if (choices.Count == 0) yield return $"{id}: has no choice";
        if (numbers.Select(it => ValueProblem(id.Kind, it)).FirstOrDefault(it => it is not null) is { } problem) yield return $"{id}: {problem}";
        if (minimum > maximum) yield return Invariant($"{id}: the bounds [{minimum}, {maximum}] hold no value");
        for (var i = 0; i < choices.Count; i++)
        {
            if (choices[i] < minimum || choices[i] > maximum)
                yield return Invariant($"{id}: the choice {choices[i]} is outside its bounds [{minimum}, {maximum}]");
            if (i > 0 && choices[i] <= choices[i - 1])
                yield return Invariant($"{id}: {choices[i]} after {choices[i - 1]}; choices ascend without repeats");
        }
    }

    private static IEnumerable<string> SkeletonProblems(NetworkSkeleton skeleton, int stages)
    {
        var (imageSize, patchSize, channels, classes, _) = skeleton;
        if (imageSize < 1 || patchSize < 1 || channels < 1 || classes < 2)
        {
            yield return Invariant($"network: image size {imageSize}, patch size {patchSize}, {channels} input channels, {classes} classes; allowed are at least 1, 1, 1 and 2");
            yield break;
        }
        if (imageSize > LargestImageSize) yield return Invariant($"network: image size {imageSize} is above {LargestImageSize}");
        if (stages is < 1 or > LargestStageCount) yield break;
        var unit = (long)patchSize << (stages - 1);
        if (imageSize % unit != 0)
            yield return Invariant($"network: image size {imageSize} is not a multiple of patch size {patchSize} times 2^{stages - 1} ({unit}), so {stages} stages do not fit");
    }

    private static IEnumerable<string> CostProblems(SearchSpace space, NetworkSkeleton skeleton)
    {
        try
        {
            ArchitectureCost.Of(skeleton, SpaceArithmetic.Largest(space));
            return [];
        }
        catch (OverflowException)
        {
            return ["space: its largest architecture costs more than can be counted"];
        }
    }

    private static IEnumerable<string> CombinationProblems(SearchSpace space, bool qkvFollows)
    {
        for (var stage = 1; stage <= space.StageCount; stage++)
        {
            var heads = space[stage, DimensionKind.NumHeads].Largest;
            var qkv = space[stage, DimensionKind.QkvDim].Smallest;
            if (heads > qkv && !qkvFollows)
                yield return Invariant($"stage{stage}.num_heads: {heads} heads exceed the smallest qkv_dim {qkv}; each head needs at least one channel");
            var embedDim = space[stage, DimensionKind.EmbedDim].Smallest;
            var ratio = space[stage, DimensionKind.MlpRatio].Smallest;
            if (BlockWidths.HiddenWidth((int)embedDim, ratio) < 1)
                yield return Invariant($"stage{stage}.mlp_ratio: {ratio} of {embedDim} channels leaves the MLP without a hidden unit");
        }
    }
}
