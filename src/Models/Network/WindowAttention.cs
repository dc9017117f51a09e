using S3Actors.Models.Native;
using S3Actors.Models.Space;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Models.Network;

/// <summary>What an attention bias with its mask depends on, besides the weights.</summary>
/// <param name="Table">Ordinal of the parameter that holds the table.</param>
public readonly record struct BiasKey(int Table, int Heads, int Resolution, WindowLayout Windows);

/// <summary>
/// Multi-head self-attention within windows, with relative position bias (Swin). Axes: B images, L tokens, h channels, nW windows of N
/// tokens, n heads of width d.
/// </summary>
internal static class WindowAttention
{
    /// <summary>Attends and projects back to the stage's channels.</summary>
    /// <param name="tokens">[B * L, h], normalised.</param>
    /// <returns>[B * L, h].</returns>
    public static Tensor Run(WeightView weights, WindowTensorCache cache, BlockParameters parameters, BlockSizes sizes, Tensor tokens, long images)
    {
        int h = sizes.Channels, n = sizes.Heads, d = sizes.HeadDim, width = sizes.AttentionWidth;
        var windows = cache.Of(sizes.Resolution, sizes.Windows);
        long windowCount = sizes.Windows.WindowCount, perWindow = sizes.Windows.TokensPerWindow;

        var places = windows.TokenOf is null ? tokens
            : tokens.view(images, -1, h).index_select(1, windows.TokenOf).view(-1, h); // [B * nW * N, h]
        var qkv = linear(places,
            weights.Joined(parameters.QkvWeight, [3, width, h], 3 * width, h),
            weights.Joined(parameters.QkvBias, [3, width], 3 * width)); // [B * nW * N, 3 * n * d]
        var bias = weights.Bias(new BiasKey(parameters.BiasTable.Ordinal, n, sizes.Resolution, sizes.Windows), () =>
        {
            var ofTable = Bias(weights, cache, parameters, sizes); // [1, n, N, N]
            return windows.Mask is null ? ofTable : ofTable.Plus(windows.Mask); // [nW, n, N, N]
        });

        Tensor mixed; // [B * nW, N, n, d] or [B, nW, N, n, d]
        if (windows.Mask is null)
        {
            var parts = qkv.view(images * windowCount, perWindow, 3, n, d).permute(2, 0, 3, 1, 4).unbind(0); // each [B * nW, n, N, d]
            mixed = scaled_dot_product_attention(parts[0], parts[1], parts[2], bias).transpose(1, 2);
        }
        else
        {
            var parts = qkv.view(images, windowCount, perWindow, 3, n, d).permute(3, 0, 1, 4, 2, 5).unbind(0); // each [B, nW, n, N, d]
            mixed = scaled_dot_product_attention(parts[0], parts[1], parts[2], bias).transpose(2, 3);
        }
        var output = linear(mixed.reshape(images * windowCount * perWindow, width),
            weights.Slice(parameters.OutputWeight, h, width), weights.Slice(parameters.OutputBias, h)); // [B * nW * N, h]
        return windows.PlaceOf is null ? output
            : output.view(images, -1, h).index_select(1, windows.PlaceOf).view(-1, h); // [B * L, h]
    }

    /// <summary>[1, n, N, N]: the table's rows for every (query, key), the first n heads.</summary>
    private static Tensor Bias(WeightView weights, WindowTensorCache cache, BlockParameters parameters, BlockSizes sizes)
    {
        long perWindow = sizes.Windows.TokensPerWindow;
        var table = weights.Slice(parameters.BiasTable, (int)parameters.BiasTable.Shape[0], sizes.Heads);
        return table.index_select(0, cache.TableRows(sizes.Windows.Side, parameters.TableWindow))
            .view(1, perWindow, perWindow, sizes.Heads).permute(0, 3, 1, 2);
    }
}
