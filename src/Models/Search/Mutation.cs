using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;

namespace S3Actors.Models.Search;

/// <summary>
/// A changed copy of one parent: each choice is drawn anew from its dimension with a probability, so it may also stay. A stage that becomes
/// deeper gets fresh blocks.
/// </summary>
internal static class Mutation
{
    public static Architecture Mutate(Architecture parent, SearchSpace space, SearchSpec spec, CounterRandom random) =>
        new([.. parent.Stages.Select((stage, s) => Mutate(stage, s + 1, space, spec, random))]);

    private static StageArchitecture Mutate(StageArchitecture parent, int stage, SearchSpace space, SearchSpec spec, CounterRandom random)
    {
        double Mutated(DimensionKind kind, double inherited, double probability) =>
            random.NextDouble() < probability ? SpaceSampler.DrawChoice(space[stage, kind], random) : inherited;

        var depth = (int)Mutated(DimensionKind.Depth, parent.Blocks.Count, spec.StageMutationProbability);
        var embedDim = (int)Mutated(DimensionKind.EmbedDim, parent.EmbedDim, spec.StageMutationProbability);
        var blocks = new BlockArchitecture[depth];
        for (var b = 0; b < depth; b++)
        {
            if (b >= parent.Blocks.Count)
            {
                blocks[b] = SpaceSampler.DrawBlock(space, stage, random);
                continue;
            }
            blocks[b] = parent.Blocks[b];
            foreach (var kind in DimensionKinds.All.Where(DimensionKinds.IsPerBlock))
                blocks[b] = blocks[b].With(kind, Mutated(kind, blocks[b].Of(kind), spec.BlockMutationProbability));
        }
        return new StageArchitecture(embedDim, blocks);
    }
}
