using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>The forward pass of the layers around the blocks, as <c>Network/PatchLayers</c> has them.</summary>
internal static unsafe class OuterPass<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Patch embedding.</summary>
    /// <param name="patches">See <see cref="LaneImages"/>.</param>
    /// <param name="normal">[L, h]: tokens before scale and shift; may be <paramref name="y"/>.</param>
    /// <param name="deviation">[L]: 1 / deviation.</param>
    /// <param name="y">[L, h].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Embed(EmbedWeights embed, float* patches, float* normal, float* deviation, float* y)
    {
        int tokens = embed.Side * embed.Side, channels = embed.Channels, values = embed.Linear.Inputs;
        var step = BlockActivations.Pitch(channels) * L.Count;
        WeightProduct<L, V>.Run(embed.Linear.Panels, embed.Linear.Bias, channels, values, patches, BlockActivations.Pitch(values) * L.Count, normal, step,
            tokens);
        for (var token = 0; token < tokens; token++)
        {
            L.Store(deviation + (nint)token * L.Count, LayerNorm<L, V>.Normalise(normal, normal, channels));
            for (var c = 0; c < channels; c++)
                L.Store(y + (nint)c * L.Count, L.MultiplyAdd(L.Load(normal + (nint)c * L.Count), L.Splat(embed.Scale[c]), L.Splat(embed.Shift[c])));
            normal += step;
            y += step;
        }
    }

    /// <summary>Patch merging.</summary>
    /// <param name="x">[L, h].</param>
    /// <param name="normal">[L / 4, 4 h]: normalised neighbours.</param>
    /// <param name="deviation">[L / 4]: 1 / deviation.</param>
    /// <param name="y">[L / 4, h'].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Merge(MergeWeights merge, float* x, float* normal, float* deviation, float* y)
    {
        int before = merge.Before, side = merge.Resolution / 2;
        nint step = BlockActivations.Pitch(before) * L.Count, wide = BlockActivations.Pitch(4 * before) * L.Count;
        for (var token = 0; token < side * side; token++)
        {
            var to = normal + token * wide;
            for (var neighbour = 0; neighbour < 4; neighbour++, to += (nint)before * L.Count)
            {
                var from = x + NeighbourOf(token, neighbour, merge.Resolution) * step;
                for (var c = 0; c < before; c++) L.Store(to + (nint)c * L.Count, L.Load(from + (nint)c * L.Count));
            }
            to = normal + token * wide;
            L.Store(deviation + (nint)token * L.Count, LayerNorm<L, V>.Normalise(to, to, 4 * before));
        }
        WeightProduct<L, V>.Run(merge.Linear.Panels, merge.Linear.Bias, merge.After, 4 * before, normal, wide, y,
            BlockActivations.Pitch(merge.After) * L.Count, side * side);
    }

    /// <summary>The token before merging that is one of the four neighbours, in the order (dy, dx) 00, 10, 01, 11.</summary>
    /// <param name="token">After merging.</param>
    /// <param name="resolution">Tokens along a side before merging.</param>
    public static int NeighbourOf(int token, int neighbour, int resolution)
    {
        var (row, column) = Math.DivRem(token, resolution / 2);
        return (2 * row + neighbour % 2) * resolution + 2 * column + neighbour / 2;
    }

    /// <summary>LayerNorm, mean over the tokens, linear classifier.</summary>
    /// <param name="x">[L, h].</param>
    /// <param name="normal">[L, h]: normalised tokens.</param>
    /// <param name="deviation">[L]: 1 / deviation.</param>
    /// <param name="pooled">[h]: their mean.</param>
    /// <param name="scores">[classes].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Classify(HeadWeights head, float* x, float* normal, float* deviation, float* pooled, float* scores)
    {
        var channels = head.Channels;
        var step = BlockActivations.Pitch(channels) * L.Count;
        for (var token = 0; token < head.Tokens; token++)
            L.Store(deviation + (nint)token * L.Count, LayerNorm<L, V>.Normalise(x + token * step, normal + token * step, channels));
        var share = L.Splat(1f / head.Tokens);
        for (var c = 0; c < channels; c++)
        {
            var sum = L.Zero;
            for (var token = 0; token < head.Tokens; token++) sum = L.Add(sum, L.Load(normal + token * step + (nint)c * L.Count));
            L.Store(pooled + (nint)c * L.Count, L.Multiply(sum, share));
        }
        WeightProduct<L, V>.Run(head.Linear.Panels, head.Linear.Bias, head.Classes, channels, pooled, 0, scores, 0, 1);
    }
}
