using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;

namespace S3Actors.Models.Space;

/// <summary>
/// Random draws from a space: every choice uniform over its dimension and independent of all others. Depth being uniform too, a shallow
/// architecture is likelier than a uniform draw over all architectures would make it (as in AutoFormer's sampling).
/// </summary>
public static class SpaceSampler
{
    /// <summary>One draw, a function of the stream alone.</summary>
    public static Genotype Draw(SearchSpace space, CounterRandom random) =>
        new([.. Enumerable.Range(1, space.StageCount).Select(stage => DrawStage(space, stage, random))]);

    /// <summary>One block's choices.</summary>
    public static BlockArchitecture DrawBlock(SearchSpace space, int stage, CounterRandom random)
    {
        var window = (int)DrawChoice(space[stage, DimensionKind.WindowSize], random);
        var heads = (int)DrawChoice(space[stage, DimensionKind.NumHeads], random);
        var ratio = DrawChoice(space[stage, DimensionKind.MlpRatio], random);
        var qkv = (int)DrawChoice(space[stage, DimensionKind.QkvDim], random);
        return new BlockArchitecture(window, heads, ratio, qkv);
    }

    /// <summary>One choice of a dimension.</summary>
    public static double DrawChoice(SearchDimension dimension, CounterRandom random) =>
        dimension.Choices[random.NextInt32(dimension.Choices.Count)];

    private static StageGenotype DrawStage(SearchSpace space, int stage, CounterRandom random)
    {
        var depth = (int)DrawChoice(space[stage, DimensionKind.Depth], random);
        var embedDim = (int)DrawChoice(space[stage, DimensionKind.EmbedDim], random);
        var blocks = new BlockArchitecture[(int)space[stage, DimensionKind.Depth].Largest];
        for (var b = 0; b < blocks.Length; b++) blocks[b] = DrawBlock(space, stage, random);
        return new StageGenotype(depth, embedDim, blocks);
    }
}
