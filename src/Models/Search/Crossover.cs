using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;

namespace S3Actors.Models.Search;

/// <summary>
/// A child of two parents: every choice comes from one of them, each with probability 1/2. AutoFormer pairs parents of one depth only; here
/// (ours) depths may differ: the child's depth is one parent's, and blocks that the shallower parent lacks come from the deeper one.
/// </summary>
internal static class Crossover
{
    public static Architecture Cross(Architecture mother, Architecture father, CounterRandom random) =>
        new([.. mother.Stages.Zip(father.Stages, (m, f) => Cross(m, f, random))]);

    private static StageArchitecture Cross(StageArchitecture mother, StageArchitecture father, CounterRandom random)
    {
        var depth = Either(mother, father, random).Blocks.Count;
        var embedDim = Either(mother, father, random).EmbedDim;
        var blocks = new BlockArchitecture[depth];
        for (var b = 0; b < depth; b++)
        {
            blocks[b] = b >= father.Blocks.Count ? mother.Blocks[b]
                : b >= mother.Blocks.Count ? father.Blocks[b]
                : Cross(mother.Blocks[b], father.Blocks[b], random);
        }
        return new StageArchitecture(embedDim, blocks);
    }

    private static BlockArchitecture Cross(BlockArchitecture mother, BlockArchitecture father, CounterRandom random) => new(
        Either(mother, father, random).WindowSize,
        Either(mother, father, random).NumHeads,
        Either(mother, father, random).MlpRatio,
        Either(mother, father, random).QkvDim);

    private static T Either<T>(T mother, T father, CounterRandom random) => random.NextInt32(2) == 0 ? mother : father;
}
