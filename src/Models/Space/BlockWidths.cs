using S3Actors.Messages.Space;

namespace S3Actors.Models.Space;

/// <summary>Widths of a block's layers that follow from its choices.</summary>
public static class BlockWidths
{
    /// <summary>head_dim = floor(q / n), channels (method: "Search dimensions"; ours, so that every combination is valid). Where a skeleton fixes it, q is n times that.</summary>
    public static int HeadDim(this BlockArchitecture block) => block.QkvDim / block.NumHeads;

    /// <summary>Attention width A = n * head_dim: channels of the queries, of the keys and of the values as used.</summary>
    public static int AttentionWidth(this BlockArchitecture block) => block.NumHeads * block.HeadDim();

    /// <summary>Hidden width of the MLP = floor(h * m), channels, for a stage of <paramref name="embedDim"/> channels.</summary>
    public static int HiddenWidth(this BlockArchitecture block, int embedDim) => HiddenWidth(embedDim, block.MlpRatio);

    /// <summary>The same from the bare ratio. The product is decimal: 2.3 * 100 is 230, not 229.99...</summary>
    public static int HiddenWidth(int embedDim, double mlpRatio) => (int)decimal.Floor(embedDim * (decimal)mlpRatio);
}
