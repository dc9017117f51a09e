using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using static System.FormattableString;

namespace S3Actors.Coordinator.Export;

/// <summary>A stage as the Swin networks of other libraries are built: all its blocks alike.</summary>
/// <param name="Channels">Of its tokens.</param>
/// <param name="Resolution">Tokens along a side of its map.</param>
/// <param name="Window">Side of its windows, tokens; at most the map's.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="HeadWidth">Channels of a head.</param>
/// <param name="Hidden">Hidden width of the MLP.</param>
/// <param name="MlpRatio">As it was chosen.</param>
internal sealed record SwinStage(int Channels, int Depth, int Resolution, int Window, int Heads, int HeadWidth, int Hidden, double MlpRatio)
{
    /// <summary>The stages, each by its first block.</summary>
    public static IReadOnlyList<SwinStage> AllOf(NetworkSkeleton skeleton, Architecture architecture) => [.. architecture.Stages.Select((stage, s) =>
    {
        var first = BlockSizes.Of(skeleton, s + 1, stage.EmbedDim, stage.Blocks[0], 0);
        return new SwinStage(stage.EmbedDim, stage.Blocks.Count, first.Resolution, first.Windows.Side, first.Heads, first.HeadDim, first.Hidden,
            stage.Blocks[0].MlpRatio);
    })];

    /// <summary>In what blocks of a stage differ, and where a stage has not twice the channels of the one before: no Swin class has room for that.</summary>
    public static IEnumerable<string> Unlike(NetworkSkeleton skeleton, Architecture architecture)
    {
        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            var (stage, number) = (architecture.Stages[s], s + 1);
            var blocks = stage.Blocks.Select((block, b) => BlockSizes.Of(skeleton, number, stage.EmbedDim, block, b)).ToList();
            if (s > 0 && stage.EmbedDim != 2 * architecture.Stages[s - 1].EmbedDim) yield return Invariant($"stage {number} has not twice the channels of stage {s}");
            if (Differ(it => it.Windows.Side)) yield return Invariant($"blocks of stage {number} differ in window");
            if (Differ(it => it.Heads)) yield return Invariant($"blocks of stage {number} differ in heads");
            if (Differ(it => it.HeadDim)) yield return Invariant($"blocks of stage {number} differ in the width of a head");
            if (Differ(it => it.Hidden)) yield return Invariant($"blocks of stage {number} differ in MLP ratio");

            bool Differ(Func<BlockSizes, int> size) => blocks.Select(size).Distinct().Count() > 1;
        }
    }
}
