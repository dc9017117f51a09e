using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Models.Network;

/// <summary>
/// Attention within windows as the fused kernels of a GPU take it: the windows of all images on one axis, all that is added to the scores
/// in one tensor, and heads whose width is a multiple of <see cref="Alignment"/>; anything else would be computed step by step, with the
/// scores in memory.
/// </summary>
internal static class GpuAttention
{
    private const int Alignment = 8;

    /// <param name="qkv">[B * nW * N, 3 * n * d].</param>
    /// <param name="bias">[1, n, N, N], float32.</param>
    /// <param name="mask">[nW, 1, N, N]; null where nothing is masked.</param>
    /// <returns>[B * nW, N, n, d].</returns>
    public static Tensor Run(WeightView weights, BlockSizes sizes, Tensor qkv, Tensor bias, Tensor? mask, long images)
    {
        int n = sizes.Heads, d = sizes.HeadDim, missing = (Alignment - d % Alignment) % Alignment;
        var added = MaskedBias(weights, bias, mask, images);
        var heads = qkv.view(images * sizes.Windows.WindowCount, sizes.Windows.TokensPerWindow, 3, n, d);
        if (missing == 0)
        {
            var parts = heads.permute(2, 0, 3, 1, 4).unbind(0); // each [B * nW, n, N, d]
            return scaled_dot_product_attention(parts[0], parts[1], parts[2], added).transpose(1, 2);
        }
        // Zeros at the end of queries and keys change no score, but for the scale, which follows the width.
        var wide = pad(heads, [0, missing]).permute(2, 0, 3, 1, 4).unbind(0); // each [B * nW, n, N, d + missing]
        var mixed = scaled_dot_product_attention(wide[0] * Math.Sqrt((d + missing) / (double)d), wide[1], wide[2], added);
        return mixed.narrow(3, 0, d).transpose(1, 2);
    }

    /// <summary>
    /// [1, n, N, N], the bias by views of its table: the centre, [2w - 1, 2w - 1, n], cut into overlapping parts of w x w, holds at part
    /// (y, x) the offsets of that query to all keys, these in reverse.
    /// </summary>
    /// <param name="table">[(2W - 1)^2, n].</param>
    /// <param name="tableWindow">W: the window that the table is of.</param>
    public static Tensor Bias(Tensor table, BlockSizes sizes, int tableWindow)
    {
        int window = sizes.Windows.Side, heads = sizes.Heads, side = 2 * tableWindow - 1, margin = tableWindow - window, perWindow = window * window;
        return table.view(side, side, heads).narrow(0, margin, 2 * window - 1).narrow(1, margin, 2 * window - 1)
            .unfold(0, window, 1).unfold(1, window, 1) // [w, w, n, w, w]
            .flip(3, 4).permute(2, 0, 1, 3, 4).reshape(1, heads, perWindow, perWindow);
    }

    /// <summary>[1, n, N, N], or [B * nW, n, N, N] where windows differ in what they mask; in the type of products.</summary>
    private static Tensor MaskedBias(WeightView weights, Tensor bias, Tensor? mask, long images)
    {
        if (mask is null) return MixedPrecision.Factor(weights, bias);
        var masked = MixedPrecision.Factor(weights, bias + mask); // [nW, n, N, N]
        var shape = masked.shape;
        return masked.unsqueeze(0).expand(images, shape[0], shape[1], shape[2], shape[3]).reshape(images * shape[0], shape[1], shape[2], shape[3]);
    }
}
