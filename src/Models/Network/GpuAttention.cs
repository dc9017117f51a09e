using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Models.Network;

/// <summary>
/// Attention within windows as the fused kernels of a GPU take it: the windows of all images on one axis, all that is added to the scores
/// in one tensor, and heads whose width is a multiple of <see cref="Alignment"/>; anything else would be computed step by step, with the
/// scores in memory. Heads of another width are padded in the weights, not in what passes.
/// </summary>
internal static class GpuAttention
{
    private const int Alignment = 8;

    /// <summary>The same as <see cref="WindowAttention.Run"/>.</summary>
    /// <param name="tokens">[B * L, h], normalised.</param>
    /// <returns>[B * L, h].</returns>
    public static Tensor Run(WeightView weights, WindowTensorCache cache, BlockParameters parameters, BlockSizes sizes, Tensor tokens, long images)
    {
        int n = sizes.Heads, h = sizes.Channels, padded = UpTo(sizes.HeadDim);
        long perWindow = sizes.Windows.TokensPerWindow, windowsOfAll = images * sizes.Windows.WindowCount;
        var windows = cache.Of(sizes.Resolution, sizes.Windows);
        var places = WindowViews.Cut(tokens, sizes, windows, images); // [B * nW * N, h]
        var qkv = linear(places, weights.QkvWeight(parameters, sizes, padded), weights.QkvBias(parameters, sizes, padded)); // [B * nW * N, 3 * n * D]
        var bias = weights.Bias(parameters, sizes, cache.BiasOf(sizes.Windows.Side, parameters.TableWindow), windows.Mask, images);
        var parts = qkv.view(windowsOfAll, perWindow, 3, n, padded).permute(2, 0, 3, 1, 4).unbind(0); // each [B * nW, n, N, D]
        var mixed = scaled_dot_product_attention(parts[0], parts[1], parts[2], bias).transpose(1, 2); // [B * nW, N, n, D]
        var output = linear(mixed.reshape(windowsOfAll * perWindow, n * padded), weights.OutputWeight(parameters, sizes, padded),
            weights.Slice(parameters.OutputBias, h));
        return WindowViews.Join(output, sizes, windows, images);
    }

    /// <summary>The next multiple of <see cref="Alignment"/>.</summary>
    public static int UpTo(int width) => (width + Alignment - 1) / Alignment * Alignment;
}
