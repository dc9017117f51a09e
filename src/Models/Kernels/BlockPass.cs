using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>
/// The forward pass of a transformer block: x + Attention(LayerNorm(x)), then x + MLP(LayerNorm(x)), as <c>Network/TransformerBlock</c> has it.
/// </summary>
internal static unsafe class BlockPass<L, V> where L : ILanes<V> where V : struct
{
    private const int Tile = BlockActivations.Tile;

    /// <param name="x">[L, h].</param>
    /// <param name="y">[L, h]; may be x.</param>
    /// <param name="drop">What stochastic depth multiplies both branches by; null where it does nothing.</param>
    public static void Run(BlockWeights block, BlockActivations room, LaneMemory memory, float* x, float* y, LaneFactors? drop)
    {
        var mark = memory.Taken;
        var branch = memory.Take(Tile * room.ChannelStep);
        fixed (int* tokens = block.Groups.Tokens, codes = block.Groups.Codes) Attend(block, room, x, y, branch, drop, tokens, codes);
        Transform(block, room, y, branch, drop);
        memory.Return(mark);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(BlockWeights block, BlockActivations room, float* x, float* y, float* branch, LaneFactors? drop, int* tokens, int* codes)
    {
        var groups = block.Groups;
        int channels = block.Sizes.Channels, width = block.Sizes.AttentionWidth;
        nint pairs = 0;
        for (var run = 0; run + 1 < groups.Runs.Length; run++)
        {
            int first = groups.Starts[groups.Runs[run]], count = groups.Starts[groups.Runs[run + 1]] - first;
            nint at = room.Keeps ? first : 0;
            float* normal = room.AttentionNormal + at * room.ChannelStep, qkv = room.Qkv + at * room.QkvStep, mixed = room.Mixed + at * room.MixedStep;
            for (var place = 0; place < count; place++)
            {
                var inverse = LayerNorm<L, V>.Normalise(x + tokens[first + place] * room.ChannelStep, normal + place * room.ChannelStep, channels);
                L.Store(room.AttentionDeviation + (at + place) * L.Count, inverse);
            }
            WeightProduct<L, V>.Run(block.Qkv.Panels, block.Qkv.Bias, 3 * width, channels, normal, room.ChannelStep, qkv, room.QkvStep, count);
            for (var group = groups.Runs[run]; group < groups.Runs[run + 1]; group++)
            {
                int start = groups.Starts[group], size = groups.Starts[group + 1] - start;
                var from = start - first;
                GroupAttention<L, V>.Run(block, room, new AttentionGroup(
                    size, (nint)(codes + start), (nint)(qkv + from * room.QkvStep),
                    (nint)(room.Weights + (room.Keeps ? pairs * block.Sizes.Heads * L.Count : 0)),
                    (nint)(room.Shares + (at + from) * block.Sizes.Heads * L.Count), (nint)(mixed + from * room.MixedStep)));
                pairs += (nint)AttentionGroups.PairVectorsOf(size);
            }
            for (var place = 0; place < count; place += Tile)
            {
                var n = Math.Min(Tile, count - place);
                WeightProduct<L, V>.Run(block.Output.Panels, block.Output.Bias, channels, width, mixed + place * room.MixedStep, room.MixedStep, branch,
                    room.ChannelStep, n);
                for (var t = 0; t < n; t++)
                {
                    var token = tokens[first + place + t] * room.ChannelStep;
                    Add(x + token, branch + t * room.ChannelStep, y + token, channels, drop is null ? null : drop.Attention);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform(BlockWeights block, BlockActivations room, float* x, float* branch, LaneFactors? drop)
    {
        int channels = block.Sizes.Channels, width = block.Sizes.Hidden, tokens = block.Sizes.Resolution * block.Sizes.Resolution;
        for (var token = 0; token < tokens; token += Tile)
        {
            var n = Math.Min(Tile, tokens - token);
            nint at = room.Keeps ? token : 0;
            float* normal = room.MlpNormal + at * room.ChannelStep, hidden = room.Hidden + at * room.HiddenStep;
            for (var t = 0; t < n; t++)
            {
                var inverse = LayerNorm<L, V>.Normalise(x + (token + t) * room.ChannelStep, normal + t * room.ChannelStep, channels);
                L.Store(room.MlpDeviation + (at + t) * L.Count, inverse);
            }
            WeightProduct<L, V>.Run(block.Expand.Panels, block.Expand.Bias, width, channels, normal, room.ChannelStep, hidden, room.HiddenStep, n);
            for (var t = 0; t < n; t++)
            {
                if (room.Keeps) Activate(hidden + t * room.HiddenStep, room.Slope + (at + t) * room.HiddenStep, width);
                else Activate(hidden + t * room.HiddenStep, width);
            }
            WeightProduct<L, V>.Run(block.Contract.Panels, block.Contract.Bias, channels, width, hidden, room.HiddenStep, branch, room.ChannelStep, n);
            for (var t = 0; t < n; t++)
            {
                var to = x + (token + t) * room.ChannelStep;
                Add(to, branch + t * room.ChannelStep, to, channels, drop is null ? null : drop.Mlp);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Activate(float* hidden, int width)
    {
        for (var end = hidden + (nint)width * L.Count; hidden < end; hidden += L.Count) L.Store(hidden, Elementary<L, V>.Gelu(L.Load(hidden)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Activate(float* hidden, float* slope, int width)
    {
        for (var end = hidden + (nint)width * L.Count; hidden < end; hidden += L.Count, slope += L.Count)
        {
            L.Store(hidden, Elementary<L, V>.Gelu(L.Load(hidden), out var steepness));
            L.Store(slope, steepness);
        }
    }

    /// <summary>y = x + factor * branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* x, float* branch, float* y, int channels, float* factor)
    {
        var end = x + (nint)channels * L.Count;
        if (factor is null)
        {
            for (; x < end; x += L.Count, branch += L.Count, y += L.Count) L.Store(y, L.Add(L.Load(x), L.Load(branch)));
            return;
        }
        var factors = L.Load(factor);
        for (; x < end; x += L.Count, branch += L.Count, y += L.Count) L.Store(y, L.MultiplyAdd(L.Load(branch), factors, L.Load(x)));
    }
}
