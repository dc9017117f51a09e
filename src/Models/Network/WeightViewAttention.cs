using S3Actors.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// The weights of attention as a GPU wants them (<see cref="GpuAttention"/>): heads padded, the bias laid out for its fused kernels. They are
/// copies, taken once a pass and not by operations of the graph, which would be many and small.
/// </summary>
public sealed partial class WeightView
{
    private readonly Dictionary<BiasKey, WeightLeaf> _biasLeaves = [];
    private readonly List<WeightLeaf> _ofOnePass = [];

    /// <summary>
    /// [3 * n * D, h]: rows of queries, keys and values, those of each head padded with zeros to D. The queries are scaled by sqrt(D / d),
    /// so that scores are divided by the root of d and not of D.
    /// </summary>
    internal Tensor QkvWeight(BlockParameters parameters, BlockSizes sizes, int padded)
    {
        int n = sizes.Heads, d = sizes.HeadDim, h = sizes.Channels;
        if (padded == d) return Joined(parameters.QkvWeight, [3, n * d, h], 3 * n * d, h);
        var strides = parameters.QkvWeight.SliceStrides;
        return Padded(parameters.QkvWeight, [3, n * d, h], new SliceKey(parameters.QkvWeight.Ordinal, n, d, h, padded),
            [3, n, d, h], [strides[0], d * strides[1], strides[1], strides[2]], [3, n, padded, h], [3 * n * padded, h], Math.Sqrt(padded / (double)d));
    }

    /// <summary>[3 * n * D], likewise.</summary>
    internal Tensor QkvBias(BlockParameters parameters, BlockSizes sizes, int padded)
    {
        int n = sizes.Heads, d = sizes.HeadDim;
        if (padded == d) return Joined(parameters.QkvBias, [3, n * d], 3 * n * d);
        var strides = parameters.QkvBias.SliceStrides;
        return Padded(parameters.QkvBias, [3, n * d], new SliceKey(parameters.QkvBias.Ordinal, n, d, 0, padded),
            [3, n, d], [strides[0], d * strides[1], strides[1]], [3, n, padded], [3 * n * padded], Math.Sqrt(padded / (double)d));
    }

    /// <summary>[h, n * D]: the columns of each head padded with zeros to D.</summary>
    internal Tensor OutputWeight(BlockParameters parameters, BlockSizes sizes, int padded)
    {
        int n = sizes.Heads, d = sizes.HeadDim, h = sizes.Channels;
        if (padded == d) return Slice(parameters.OutputWeight, h, n * d);
        var strides = parameters.OutputWeight.SliceStrides;
        return Padded(parameters.OutputWeight, [h, n * d], new SliceKey(parameters.OutputWeight.Ordinal, n, d, h, padded),
            [h, n, d], [strides[0], d * strides[1], strides[1]], [h, n, padded], [h, n * padded]);
    }

    /// <summary>
    /// What is added to the scores: the bias, and the mask where there is one. Rows lie a multiple of 8 numbers apart.
    /// </summary>
    /// <param name="mask">[nW, 1, N, N], float32; null where nothing is masked.</param>
    /// <returns>[1, n, N, N], or [B * nW, n, N, N] where windows differ in what they mask.</returns>
    internal Tensor Bias(BlockParameters parameters, BlockSizes sizes, BiasTensors places, Tensor? mask, long images)
    {
        var key = new BiasKey(parameters.BiasTable.Ordinal, sizes.Heads, sizes.Resolution, sizes.Windows);
        if (!_biasLeaves.TryGetValue(key, out var leaf))
        {
            Require(parameters.BiasTable, [parameters.BiasTable.Shape[0], sizes.Heads]);
            _biasLeaves.Add(key, leaf = MakeBias(parameters.BiasTable, sizes, places, mask));
        }
        if (mask is null) return Use(leaf);
        TakeCopies();
        Take(leaf);
        using var usableInTraining = inference_mode(false);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = leaf.Weights.shape;
        var whole = leaf.Weights.as_strided([rows[0], rows[1], rows[2], places.RowLength],
            [rows[1] * rows[2] * places.RowLength, rows[2] * places.RowLength, places.RowLength, 1])
            .unsqueeze(0).expand(images, rows[0], rows[1], rows[2], places.RowLength).reshape(images * rows[0], rows[1], rows[2], places.RowLength);
        var every = whole.narrow(3, 0, rows[3]).detach();
        if (leaf.Gradient is null) return every.MoveToOuterDisposeScope();
        every.requires_grad = true;
        var ofThisPass = new WeightLeaf(every.DetachFromDisposeScope()) { Gradient = leaf.Gradient, Shaped = leaf.Shaped };
        _ofOnePass.Add(ofThisPass);
        _used.Add(ofThisPass);
        return every;
    }

    private Tensor Padded(ParameterSpec parameter, long[] asked, SliceKey key, long[] sizes, long[] strides, long[] room, long[] shape, double firstFactor = 1)
    {
        if (!_slices.TryGetValue(key, out var leaf))
        {
            Require(parameter, asked);
            _slices.Add(key, leaf = MakeCopy(parameter, sizes, strides, room, shape, firstFactor));
        }
        return Use(leaf);
    }

    /// <summary>A leaf [1 or nW, n, N, N] that is looked up in the table, and whose gradient is summed up in a fixed order.</summary>
    private WeightLeaf MakeBias(ParameterSpec table, BlockSizes sizes, BiasTensors places, Tensor? mask)
    {
        using var usableInTraining = inference_mode(false);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        long rows = table.Shape[0], heads = sizes.Heads, tokens = sizes.Windows.TokensPerWindow;
        long[] strides = [.. table.SliceStrides];
        var source = _copies.Slice(table, [rows, heads], strides).DetachFromDisposeScope();
        var gradient = FlatGradient(table)?.as_strided([rows, heads], strides, table.Offset).DetachFromDisposeScope();
        var visible = zeros([mask?.shape[0] ?? 1, heads, tokens, places.RowLength], dtype: source.dtype, device: source.device).narrow(3, 0, tokens)
            .DetachFromDisposeScope();
        var weights = visible.detach().DetachFromDisposeScope();
        weights.requires_grad = gradient is not null;
        return new WeightLeaf(weights, source, gradient, visible)
        {
            Take = () =>
            {
                using var each = NewDisposeScope();
                var bias = source.index_select(0, places.RowOf).view(tokens, tokens, heads).permute(2, 0, 1);
                visible.copy_(mask is null ? bias : bias.Plus(mask));
            },
            Gradient = gradient,
            Shaped = own =>
            {
                var summed = own.sum([0], type: ScalarType.Float32).view(heads, tokens * tokens);
                var orNothing = cat([summed, zeros(heads, 1, device: summed.device)], 1);
                return orNothing.index_select(1, places.PlacesOf).view(heads, rows, tokens).sum(2).t();
            },
        };
    }

    private void Forget()
    {
        _used.Clear();
        foreach (var leaf in _ofOnePass) leaf.Dispose();
        _ofOnePass.Clear();
    }
}
