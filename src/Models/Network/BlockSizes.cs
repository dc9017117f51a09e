using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Models.Network;

/// <summary>The sizes a block is run at: its choices on its stage's feature map.</summary>
/// <param name="Resolution">Tokens along a side of the stage's feature map.</param>
/// <param name="Channels">h: the stage's channels.</param>
/// <param name="Windows">How the map is cut into windows.</param>
/// <param name="Heads">n.</param>
/// <param name="HeadDim">d = floor(q / n).</param>
/// <param name="Hidden">Hidden width of the MLP.</param>
public readonly record struct BlockSizes(int Resolution, int Channels, WindowLayout Windows, int Heads, int HeadDim, int Hidden)
{
    /// <summary>n * d: width of the queries, of the keys and of the values.</summary>
    public int AttentionWidth => Heads * HeadDim;

    /// <summary>The sizes of a block with those choices.</summary>
    /// <param name="stage">Counted from 1.</param>
    /// <param name="index">The block within its stage, counted from 0; odd blocks shift their windows.</param>
    public static BlockSizes Of(NetworkSkeleton skeleton, int stage, int embedDim, BlockArchitecture block, int index)
    {
        var resolution = skeleton.Resolution(stage);
        return new BlockSizes(resolution, embedDim, WindowLayout.Of(resolution, block.WindowSize, index), block.NumHeads,
            block.HeadDim(), block.HiddenWidth(embedDim));
    }
}
