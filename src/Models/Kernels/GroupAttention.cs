using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>What attention within one group reads and writes.</summary>
/// <param name="Tokens">g: places of the group.</param>
/// <param name="CodesAt">Code of each place (<see cref="AttentionGroups.Codes"/>).</param>
/// <param name="QkvAt">The group's first place.</param>
/// <param name="WeightsAt">[n, g, g] where they are kept, else room for [4, g].</param>
/// <param name="SharesAt">[g, n].</param>
/// <param name="MixedAt">[g, n d].</param>
internal readonly record struct AttentionGroup(int Tokens, nint CodesAt, nint QkvAt, nint WeightsAt, nint SharesAt, nint MixedAt);

/// <summary>Attention of the tokens of a group to one another.</summary>
internal static unsafe class GroupAttention<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Queries whose scores are in the cache at once.</summary>
    public const int Queries = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(BlockWeights block, BlockActivations room, AttentionGroup group)
    {
        int heads = block.Sizes.Heads, d = block.Sizes.HeadDim, width = block.Sizes.AttentionWidth, g = group.Tokens, tableRows = block.TableSlice.Rows;
        float* qkv = (float*)group.QkvAt, mixed = (float*)group.MixedAt;
        var codes = (int*)group.CodesAt;
        var row = BlockActivations.Pitch(g) * L.Count;
        var most = stackalloc float[Queries * L.Count];
        for (var head = 0; head < heads; head++)
        {
            float* q = qkv + (nint)head * d * L.Count, k = q + (nint)width * L.Count, v = k + (nint)width * L.Count;
            var values = new VectorMatrix(v, room.QkvStep, L.Count);
            var table = block.Table + (nint)head * tableRows + block.Groups.Centre;
            for (var i = 0; i < g; i += Queries)
            {
                var queries = Math.Min(Queries, g - i);
                var weights = (float*)group.WeightsAt + (room.Keeps ? ((nint)head * g + i) * row : 0);
                AttentionScores<L, V>.Run(q + i * room.QkvStep, k, room.QkvStep, d, table, codes + i, queries, codes, g, weights, row, most);
                for (var query = 0; query < queries; query++)
                {
                    var total = Exponentials(weights + query * row, L.Load(most + query * L.Count), g);
                    L.Store((float*)group.SharesAt + ((nint)(i + query) * heads + head) * L.Count, L.Divide(L.Splat(1), total));
                }
                var to = mixed + i * room.MixedStep + (nint)head * d * L.Count;
                VectorProduct<L, V>.Run(new VectorMatrix(weights, row, L.Count), values,
                    new VectorMatrix(to, room.MixedStep, L.Count), queries, d, g);
                for (var query = 0; query < queries; query++)
                    Scale(to + query * room.MixedStep, L.Load((float*)group.SharesAt + ((nint)(i + query) * heads + head) * L.Count), d);
            }
        }
    }

    /// <summary>Multiplies some vectors by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(float* x, V factor, int count)
    {
        for (var end = x + (nint)count * L.Count; x < end; x += L.Count) L.Store(x, L.Multiply(L.Load(x), factor));
    }

    /// <summary>Turns a query's scores into powers of two, of which the largest is 1.</summary>
    /// <returns>Their sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exponentials(float* scores, V most, int keys)
    {
        V even = L.Zero, odd = L.Zero;
        var j = keys;
        for (; j > 1; j -= 2, scores += 2 * L.Count)
        {
            V weight = Elementary<L, V>.PowerOfTwo(L.Subtract(L.Load(scores), most));
            V next = Elementary<L, V>.PowerOfTwo(L.Subtract(L.Load(scores + L.Count), most));
            L.Store(scores, weight);
            L.Store(scores + L.Count, next);
            even = L.Add(even, weight);
            odd = L.Add(odd, next);
        }
        if (j > 0)
        {
            var weight = Elementary<L, V>.PowerOfTwo(L.Subtract(L.Load(scores), most));
            L.Store(scores, weight);
            even = L.Add(even, weight);
        }
        return L.Add(even, odd);
    }
}
