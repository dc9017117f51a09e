using S3Actors.Messages.Space;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Export;

/// <summary>
/// Whether an architecture is one that timm's <c>SwinTransformer</c> (the class behind <c>swin_s3_tiny</c> and its like) can be built as: it
/// chooses windows and heads by stage, one MLP ratio for all, and its queries are as wide as the embedding.
/// </summary>
public static class TimmLimits
{
    /// <summary>What it has no room for, in words; empty where it takes the weights by their names.</summary>
    public static IReadOnlyList<string> Lacking(NetworkSkeleton skeleton, Architecture architecture)
    {
        var reasons = new List<string>();
        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            var (stage, number, resolution) = (architecture.Stages[s], s + 1, skeleton.Resolution(s + 1));
            if (stage.Blocks.Select(it => Math.Min(it.WindowSize, resolution)).Distinct().Count() > 1) reasons.Add(
                Invariant($"blocks of stage {number} differ in window"));
            if (stage.Blocks.Select(it => it.NumHeads).Distinct().Count() > 1) reasons.Add(Invariant($"blocks of stage {number} differ in heads"));
            if (stage.Blocks.Any(it => it.AttentionWidth() != stage.EmbedDim)) reasons.Add(
                Invariant($"queries of stage {number} are not as wide as its embedding"));
        }
        if (architecture.Stages.SelectMany(it => it.Blocks).Select(it => it.MlpRatio).Distinct().Count() > 1) reasons.Add("blocks differ in MLP ratio");
        return reasons;
    }
}
