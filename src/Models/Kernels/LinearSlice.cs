using S3Actors.Models.Network;

namespace S3Actors.Models.Kernels;

/// <summary>
/// A subnet's slice of a linear layer with the normalisation before it: which elements of the shared weights it uses. Scale and shift of
/// the normalisation are multiplied into the weights, so that the kernels see y = W' n + b', n being the bare normalised token, with
/// W'[o, i] = f[o] W[o, i] scale[i] and b'[o] = f[o] (b[o] + sum over i of W[o, i] shift[i]).
/// </summary>
/// <param name="Weight">Sliced as [row groups, rows, columns] or [rows, column groups, columns] or [rows, columns].</param>
/// <param name="RowGroups">1, or 3 for queries, keys and values.</param>
/// <param name="Rows">Outputs of a group.</param>
/// <param name="ColumnGroups">1, or 4 where neighbours are merged.</param>
/// <param name="Columns">Inputs of a group.</param>
/// <param name="Bias">Null where the layer has none.</param>
/// <param name="NormScale">Null where no normalisation comes before.</param>
/// <param name="NormShift">Null likewise.</param>
/// <param name="FirstFactor">f of the first row group; 1 of the others.</param>
internal sealed record LinearSlice(
    ParameterSpec Weight, int RowGroups, int Rows, int ColumnGroups, int Columns, ParameterSpec? Bias,
    ParameterSpec? NormScale = null, ParameterSpec? NormShift = null, float FirstFactor = 1)
{
    private const double Log2OfE = 1.4426950408889634;

    /// <summary>Rows of W'.</summary>
    public int Outputs => RowGroups * Rows;

    /// <summary>Columns of W'.</summary>
    public int Inputs => ColumnGroups * Columns;

    /// <summary>f of an output.</summary>
    public float Factor(int output) => output < Rows ? FirstFactor : 1;

    /// <summary>Where the row of an output begins, from the weight's first element on.</summary>
    public nint RowOffset(int output) => RowGroups == 1
        ? (nint)(output * Weight.SliceStrides[0])
        : (nint)(output / Rows * Weight.SliceStrides[0] + output % Rows * Weight.SliceStrides[1]);

    /// <summary>Floats from one group of columns to the next.</summary>
    public nint ColumnGroupStep => ColumnGroups == 1 ? 0 : (nint)Weight.SliceStrides[1];

    /// <summary>Where the bias of an output lies, from the bias's first element on.</summary>
    public nint BiasOffset(int output) => RowGroups == 1 ? output : (nint)(output / Rows * Bias!.SliceStrides[0] + output % Rows);

    /// <summary>Floats from one group of the normalisation's scale or shift to the next.</summary>
    public nint NormGroupStep => ColumnGroups == 1 ? 0 : (nint)NormScale!.SliceStrides[0];

    /// <summary>
    /// Queries, keys and values of a block. The queries are multiplied by what turns the scores into exponents of two.
    /// </summary>
    public static LinearSlice Qkv(BlockParameters block, BlockSizes sizes) => new(
        block.QkvWeight, 3, sizes.AttentionWidth, 1, sizes.Channels, block.QkvBias, block.AttentionNormScale, block.AttentionNormShift,
        (float)(Log2OfE / Math.Sqrt(sizes.HeadDim)));

    /// <summary>The projection behind attention.</summary>
    public static LinearSlice Output(BlockParameters block, BlockSizes sizes) =>
        new(block.OutputWeight, 1, sizes.Channels, 1, sizes.AttentionWidth, block.OutputBias);

    /// <summary>The first layer of the MLP.</summary>
    public static LinearSlice Expand(BlockParameters block, BlockSizes sizes) =>
        new(block.ExpandWeight, 1, sizes.Hidden, 1, sizes.Channels, block.ExpandBias, block.MlpNormScale, block.MlpNormShift);

    /// <summary>The second layer of the MLP.</summary>
    public static LinearSlice Contract(BlockParameters block, BlockSizes sizes) =>
        new(block.ContractWeight, 1, sizes.Channels, 1, sizes.Hidden, block.ContractBias);

    /// <summary>The linear map of each patch.</summary>
    public static LinearSlice Embed(PatchEmbeddingParameters embedding, int channels) =>
        new(embedding.Kernel, 1, channels, 1, (int)embedding.Kernel.SliceShape[1], embedding.Bias);

    /// <summary>Patch merging.</summary>
    public static LinearSlice Merge(PatchMergingParameters merging, int before, int after) =>
        new(merging.Reduction, 1, after, 4, before, null, merging.NormScale, merging.NormShift);

    /// <summary>The classifier; the mean over tokens lies between normalisation and weights, and changes nothing of the above.</summary>
    public static LinearSlice Classify(HeadParameters head, int channels) =>
        new(head.Weight, 1, (int)head.Bias.Shape[0], 1, channels, head.Bias, head.NormScale, head.NormShift);
}
