using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>Sums of a block's gradients over tokens and images.</summary>
/// <param name="TableAt">[n, rows of the table], in whole eights: the gradient of the bias as the kernels add it.</param>
internal readonly unsafe record struct BlockGradientSums(LinearGradient Qkv, LinearGradient Output, LinearGradient Expand, LinearGradient Contract,
    nint TableAt, int TableFloats)
{
    private const float Log2OfE = 1.44269504f;

    public float* Table => (float*)TableAt;

    /// <summary>Zeros, in memory of the caller's.</summary>
    public static BlockGradientSums Of(BlockWeights block, LaneMemory memory)
    {
        var floats = (block.Sizes.Heads * block.TableSlice.Rows + 7) / 8 * 8;
        return new BlockGradientSums(LinearGradient.Of(block.QkvSlice, memory), LinearGradient.Of(block.OutputSlice, memory),
            LinearGradient.Of(block.ExpandSlice, memory), LinearGradient.Of(block.ContractSlice, memory), (nint)memory.TakeZeros(floats), floats);
    }

    /// <summary>Adds the gradients to tensors laid out as the shared weights.</summary>
    public void AddTo(BlockWeights block, FlatPointers weights, FlatPointers gradients, LaneMemory scratch)
    {
        Qkv.AddTo(block.QkvSlice, weights, gradients, scratch);
        Output.AddTo(block.OutputSlice, weights, gradients, scratch);
        Expand.AddTo(block.ExpandSlice, weights, gradients, scratch);
        Contract.AddTo(block.ContractSlice, weights, gradients, scratch);
        var slice = block.TableSlice;
        var to = gradients.Of(slice.Table);
        for (var head = 0; head < slice.Heads; head++)
            for (var row = 0; row < slice.Rows; row++) to[slice.Offset(row, head)] += Log2OfE * Table[head * slice.Rows + row];
    }
}

/// <summary>The backward pass of <see cref="BlockPass{L, V}"/>.</summary>
internal static unsafe class BlockGradient<L, V> where L : ILanes<V> where V : struct
{
    private const int Tile = BlockActivations.Tile;

    /// <summary>Tokens after which gradients of weights are summed, while what they are made of is in the cache.</summary>
    private const int Segment = 64;

    /// <param name="dx">[L, h]: gradient of the block's result; becomes that of its input.</param>
    public static void Run(BlockWeights block, BlockActivations room, BlockGradientSums sums, LaneMemory memory, float* dx, LaneFactors? drop)
    {
        var mark = memory.Taken;
        var tokens = block.Sizes.Resolution * block.Sizes.Resolution;
        float* branch = memory.Take(tokens * room.ChannelStep), tile = memory.Take(Tile * Math.Max(room.HiddenStep, room.ChannelStep));
        Transform(block, room, sums, memory, dx, branch, tile, drop is null ? null : drop.Mlp);
        float* mixed = memory.Take(tokens * room.MixedStep), qkv = memory.Take(tokens * room.QkvStep);
        var scores = memory.Take((nint)AttentionGroups.PairVectorsOf(block.Groups.LargestGroup) * L.Count);
        var tableVectors = block.Sizes.Heads * block.TableSlice.Rows;
        var table = memory.TakeZeros((nint)tableVectors * L.Count);
        fixed (int* order = block.Groups.Tokens, codes = block.Groups.Codes)
            Attend(block, room, sums, memory, dx, branch, tile, new AttentionGroupGradient((nint)mixed, (nint)qkv, (nint)scores, (nint)table),
                drop is null ? null : drop.Attention, order, codes);
        WeightGradient<L, V>.AddSums(sums.Table, table, 0, tableVectors, 1);
        memory.Return(mark);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform(
        BlockWeights block, BlockActivations room, BlockGradientSums sums, LaneMemory memory, float* dx, float* branch, float* tile, float* factor)
    {
        int channels = block.Sizes.Channels, width = block.Sizes.Hidden, tokens = block.Sizes.Resolution * block.Sizes.Resolution;
        for (var segment = 0; segment < tokens; segment += Segment)
        {
            var end = Math.Min(segment + Segment, tokens);
            for (var token = segment; token < end; token += Tile)
            {
                var n = Math.Min(Tile, end - token);
                float* from = branch + token * room.ChannelStep, slope = room.Slope + token * room.HiddenStep;
                for (var t = 0; t < n; t++) Copy(dx + (token + t) * room.ChannelStep, from + t * room.ChannelStep, channels, factor);
                WeightProduct<L, V>.Run(block.Contract.Transposed, null, width, channels, from, room.ChannelStep, tile, room.HiddenStep, n);
                for (var t = 0; t < n; t++) Multiply(slope + t * room.HiddenStep, tile + t * room.HiddenStep, width);
                WeightProduct<L, V>.Run(block.Expand.Transposed, null, channels, width, slope, room.HiddenStep, tile, room.ChannelStep, n);
                for (var t = 0; t < n; t++)
                    LayerNorm<L, V>.AddGradient(tile + t * room.ChannelStep, room.MlpNormal + (token + t) * room.ChannelStep,
                        L.Load(room.MlpDeviation + (nint)(token + t) * L.Count), dx + (token + t) * room.ChannelStep, channels);
            }
            WeightGradient<L, V>.Add(sums.Contract, memory, branch + segment * room.ChannelStep, room.ChannelStep,
                room.Hidden + segment * room.HiddenStep, room.HiddenStep, end - segment);
            WeightGradient<L, V>.Add(sums.Expand, memory, room.Slope + segment * room.HiddenStep, room.HiddenStep,
                room.MlpNormal + segment * room.ChannelStep, room.ChannelStep, end - segment);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(
        BlockWeights block, BlockActivations room, BlockGradientSums sums, LaneMemory memory, float* dx, float* branch, float* tile,
        AttentionGroupGradient gradient, float* factor, int* tokens, int* codes)
    {
        var groups = block.Groups;
        int channels = block.Sizes.Channels, width = block.Sizes.AttentionWidth;
        float* mixed = (float*)gradient.MixedAt, qkv = (float*)gradient.QkvAt;
        nint pairs = 0, segment = 0;
        for (var run = 0; run + 1 < groups.Runs.Length; run++)
        {
            int first = groups.Starts[groups.Runs[run]], end = groups.Starts[groups.Runs[run + 1]];
            for (var place = first; place < end; place++)
                Copy(dx + tokens[place] * room.ChannelStep, branch + place * room.ChannelStep, channels, factor);
            WeightProduct<L, V>.Run(block.Output.Transposed, null, width, channels, branch + first * room.ChannelStep, room.ChannelStep,
                mixed + first * room.MixedStep, room.MixedStep, end - first);
            for (var group = groups.Runs[run]; group < groups.Runs[run + 1]; group++)
            {
                int start = groups.Starts[group], size = groups.Starts[group + 1] - start;
                GroupAttentionGradient<L, V>.Run(block, room, new AttentionGroup(
                        size, (nint)(codes + start), (nint)(room.Qkv + start * room.QkvStep), (nint)(room.Weights + pairs * block.Sizes.Heads * L.Count),
                        (nint)(room.Shares + (nint)start * block.Sizes.Heads * L.Count), 0),
                    gradient with { MixedAt = (nint)(mixed + start * room.MixedStep), QkvAt = (nint)(qkv + start * room.QkvStep) });
                pairs += (nint)AttentionGroups.PairVectorsOf(size);
            }
            for (var place = first; place < end; place += Tile)
            {
                var n = Math.Min(Tile, end - place);
                WeightProduct<L, V>.Run(block.Qkv.Transposed, null, channels, 3 * width, qkv + place * room.QkvStep, room.QkvStep, tile, room.ChannelStep, n);
                for (var t = 0; t < n; t++)
                    LayerNorm<L, V>.AddGradient(tile + t * room.ChannelStep, room.AttentionNormal + (place + t) * room.ChannelStep,
                        L.Load(room.AttentionDeviation + (nint)(place + t) * L.Count), dx + tokens[place + t] * room.ChannelStep, channels);
            }
            if (end - segment < Segment && run + 2 < groups.Runs.Length) continue;
            WeightGradient<L, V>.Add(sums.Output, memory, branch + segment * room.ChannelStep, room.ChannelStep,
                room.Mixed + segment * room.MixedStep, room.MixedStep, (int)(end - segment));
            WeightGradient<L, V>.Add(sums.Qkv, memory, qkv + segment * room.QkvStep, room.QkvStep,
                room.AttentionNormal + segment * room.ChannelStep, room.ChannelStep, (int)(end - segment));
            segment = end;
        }
    }

    /// <summary>y = factor * x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* x, float* y, int channels, float* factor)
    {
        var end = x + (nint)channels * L.Count;
        if (factor is null)
        {
            for (; x < end; x += L.Count, y += L.Count) L.Store(y, L.Load(x));
            return;
        }
        var factors = L.Load(factor);
        for (; x < end; x += L.Count, y += L.Count) L.Store(y, L.Multiply(L.Load(x), factors));
    }

    /// <summary>x *= y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(float* x, float* y, int count)
    {
        for (var end = x + (nint)count * L.Count; x < end; x += L.Count, y += L.Count) L.Store(x, L.Multiply(L.Load(x), L.Load(y)));
    }
}
