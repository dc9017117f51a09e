using S3Actors.Messages.Space;
using S3Actors.Models.Network;

namespace S3Actors.Models.Kernels;

/// <summary>A subnet as the kernels read it, laid out anew whenever the shared weights changed.</summary>
internal sealed class LaneSubnet
{
    /// <param name="memory">Where the weights are laid out; the subnet is valid until it is given back.</param>
    public LaneSubnet(SupernetLayout layout, Architecture architecture, FlatPointers weights, LaneMemory memory)
    {
        var stages = architecture.Stages;
        Skeleton = layout.Skeleton;
        Embed = new EmbedWeights(layout.Embedding, Skeleton, stages[0].EmbedDim, weights, memory);
        Stages = [.. stages.Select((stage, s) => new LaneStage(
            s == 0 ? null : new MergeWeights(layout.Stages[s].Merging!, Skeleton.Resolution(s), stages[s - 1].EmbedDim, stage.EmbedDim, weights, memory,
                withTransposed: true),
            [.. stage.Blocks.Select((block, b) => new BlockWeights(
                layout.Stages[s].Blocks[b], BlockSizes.Of(Skeleton, s + 1, stage.EmbedDim, block, b), weights, memory, withTransposed: true))],
            Skeleton.Resolution(s + 1) * Skeleton.Resolution(s + 1), stage.EmbedDim))];
        Head = new HeadWeights(layout.Head, Stages[^1].Tokens, stages[^1].EmbedDim, weights, memory, withTransposed: true);
    }

    public NetworkSkeleton Skeleton { get; }

    public EmbedWeights Embed { get; }

    public IReadOnlyList<LaneStage> Stages { get; }

    public HeadWeights Head { get; }
}

/// <summary>A stage of a subnet.</summary>
/// <param name="Merge">Null in the first stage.</param>
/// <param name="Tokens">Tokens of an image.</param>
/// <param name="Channels">h.</param>
internal sealed record LaneStage(MergeWeights? Merge, IReadOnlyList<BlockWeights> Blocks, int Tokens, int Channels);
