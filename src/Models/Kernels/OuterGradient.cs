using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>The backward pass of <see cref="OuterPass{L, V}"/>.</summary>
internal static unsafe class OuterGradient<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Patch embedding.</summary>
    /// <param name="dy">[L, h]; overwritten.</param>
    /// <param name="scale">[h] in whole eights: to this the gradient of the scale is added.</param>
    /// <param name="shift">[h] in whole eights: the same of the shift.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Embed(
        EmbedWeights embed, LinearGradient sums, float* scale, float* shift, LaneMemory memory, float* patches, float* normal, float* deviation, float* dy)
    {
        var mark = memory.Taken;
        int tokens = embed.Side * embed.Side, channels = embed.Channels;
        var step = BlockActivations.Pitch(channels) * L.Count;
        var products = memory.TakeZeros((nint)channels * L.Count);
        WeightGradient<L, V>.AddSums(shift, dy, step, channels, tokens);
        for (var token = 0; token < tokens; token++)
        {
            float* d = dy + token * step, n = normal + token * step;
            for (var c = 0; c < channels; c++)
            {
                var at = (nint)c * L.Count;
                var gradient = L.Load(d + at);
                L.Store(products + at, L.MultiplyAdd(gradient, L.Load(n + at), L.Load(products + at)));
                L.Store(d + at, L.Multiply(gradient, L.Splat(embed.Scale[c])));
            }
            LayerNorm<L, V>.Gradient(d, n, L.Load(deviation + (nint)token * L.Count), d, channels);
        }
        WeightGradient<L, V>.AddSums(scale, products, 0, channels, 1);
        WeightGradient<L, V>.Add(sums, memory, dy, step, patches, BlockActivations.Pitch(sums.Inputs) * L.Count, tokens);
        memory.Return(mark);
    }

    /// <summary>Patch merging.</summary>
    /// <param name="dy">[L / 4, h'].</param>
    /// <param name="dx">[L, h].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Merge(MergeWeights merge, LinearGradient sums, LaneMemory memory, float* normal, float* deviation, float* dy, float* dx)
    {
        var mark = memory.Taken;
        int before = merge.Before, tokens = merge.Resolution * merge.Resolution / 4;
        nint step = BlockActivations.Pitch(before) * L.Count, wide = BlockActivations.Pitch(4 * before) * L.Count,
        dyStep = BlockActivations.Pitch(merge.After) * L.Count;
        WeightGradient<L, V>.Add(sums, memory, dy, dyStep, normal, wide, tokens);
        var gradient = memory.Take(tokens * wide);
        WeightProduct<L, V>.Run(merge.Linear.Transposed, null, 4 * before, merge.After, dy, dyStep, gradient, wide, tokens);
        for (var token = 0; token < tokens; token++)
        {
            var from = gradient + token * wide;
            LayerNorm<L, V>.Gradient(from, normal + token * wide, L.Load(deviation + (nint)token * L.Count), from, 4 * before);
            for (var neighbour = 0; neighbour < 4; neighbour++, from += (nint)before * L.Count)
            {
                var to = dx + OuterPass<L, V>.NeighbourOf(token, neighbour, merge.Resolution) * step;
                for (var c = 0; c < before; c++) L.Store(to + (nint)c * L.Count, L.Load(from + (nint)c * L.Count));
            }
        }
        memory.Return(mark);
    }

    /// <summary>LayerNorm, mean over the tokens, linear classifier.</summary>
    /// <param name="dscores">[classes].</param>
    /// <param name="dx">[L, h].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Classify(HeadWeights head, LinearGradient sums, LaneMemory memory, float* normal, float* deviation, float* pooled, float* dscores,
        float* dx)
    {
        var mark = memory.Taken;
        var channels = head.Channels;
        var step = BlockActivations.Pitch(channels) * L.Count;
        WeightGradient<L, V>.Add(sums, memory, dscores, 0, pooled, 0, 1);
        var gradient = memory.Take((nint)channels * L.Count);
        WeightProduct<L, V>.Run(head.Linear.Transposed, null, channels, head.Classes, dscores, 0, gradient, 0, 1);
        GroupAttention<L, V>.Scale(gradient, L.Splat(1f / head.Tokens), channels);
        for (var token = 0; token < head.Tokens; token++)
            LayerNorm<L, V>.Gradient(gradient, normal + token * step, L.Load(deviation + (nint)token * L.Count), dx + token * step, channels);
        memory.Return(mark);
    }
}
