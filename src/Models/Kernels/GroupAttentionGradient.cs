using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>Where the gradients of a group's attention are read and written.</summary>
/// <param name="MixedAt">[g, n d]: gradient of what attention gave; overwritten.</param>
/// <param name="QkvAt">[g, 3 n d]: gradient of queries, keys and values.</param>
/// <param name="ScoresAt">Room for [g, g].</param>
/// <param name="TableAt">[n, rows of the table]: to this the gradient of the bias table is added, one number an image.</param>
internal readonly record struct AttentionGroupGradient(nint MixedAt, nint QkvAt, nint ScoresAt, nint TableAt);

/// <summary>The backward pass of <see cref="GroupAttention{L, V}"/>.</summary>
internal static unsafe class GroupAttentionGradient<L, V> where L : ILanes<V> where V : struct
{
    private const float LogOf2 = 0.693147181f; // scores are exponents of two

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(BlockWeights block, BlockActivations room, AttentionGroup group, AttentionGroupGradient gradient)
    {
        int heads = block.Sizes.Heads, d = block.Sizes.HeadDim, width = block.Sizes.AttentionWidth, g = group.Tokens, tableRows = block.TableSlice.Rows;
        var codes = (int*)group.CodesAt;
        var row = BlockActivations.Pitch(g) * L.Count;
        var scores = (float*)gradient.ScoresAt;
        for (var head = 0; head < heads; head++)
        {
            nint at = (nint)head * d * L.Count, across = (nint)width * L.Count;
            float* q = (float*)group.QkvAt + at, dq = (float*)gradient.QkvAt + at, dmixed = (float*)gradient.MixedAt + at;
            var weights = (float*)group.WeightsAt + (nint)head * g * row;
            var table = (float*)gradient.TableAt + ((nint)head * tableRows + block.Groups.Centre) * L.Count;
            var shares = (float*)group.SharesAt + (nint)head * L.Count;
            for (var i = 0; i < g; i++) GroupAttention<L, V>.Scale(dmixed + i * room.MixedStep, L.Load(shares + (nint)i * heads * L.Count), d);
            VectorProduct<L, V>.Run(new VectorMatrix(dmixed, room.MixedStep, L.Count), new VectorMatrix(q + 2 * across, L.Count, room.QkvStep),
                new VectorMatrix(scores, row, L.Count), g, g, d);
            for (var i = 0; i < g; i++)
                Scores(scores + i * row, weights + i * row, L.Load(shares + (nint)i * heads * L.Count), table + (nint)codes[i] * L.Count, codes, g);
            VectorProduct<L, V>.Run(new VectorMatrix(scores, row, L.Count), new VectorMatrix(q + across, room.QkvStep, L.Count),
                new VectorMatrix(dq, room.QkvStep, L.Count), g, d, g);
            VectorProduct<L, V>.Run(new VectorMatrix(scores, L.Count, row), new VectorMatrix(q, room.QkvStep, L.Count),
                new VectorMatrix(dq + across, room.QkvStep, L.Count), g, d, g);
            VectorProduct<L, V>.Run(new VectorMatrix(weights, L.Count, row), new VectorMatrix(dmixed, room.MixedStep, L.Count),
                new VectorMatrix(dq + 2 * across, room.QkvStep, L.Count), g, d, g);
        }
    }

    /// <summary>Turns the gradients of a query's weights, divided by the sum of its exponentials, into those of its scores.</summary>
    /// <param name="table">The table's gradient for this query and the key of code 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scores(float* gradients, float* weights, V share, float* table, int* codes, int keys)
    {
        var mean = L.Zero;
        for (var j = 0; j < keys; j++) mean = L.MultiplyAdd(L.Load(gradients + (nint)j * L.Count), L.Load(weights + (nint)j * L.Count), mean);
        mean = L.Multiply(mean, share);
        var scale = L.Splat(LogOf2);
        for (var j = 0; j < keys; j++)
        {
            var at = (nint)j * L.Count;
            var score = L.Multiply(L.Multiply(L.Subtract(L.Load(gradients + at), mean), L.Load(weights + at)), scale);
            L.Store(gradients + at, score);
            var sum = table - (nint)codes[j] * L.Count;
            L.Store(sum, L.Add(L.Load(sum), score));
        }
    }
}
