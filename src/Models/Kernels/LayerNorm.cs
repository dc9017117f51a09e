using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>
/// Layer normalisation of tokens, without its scale and shift, which belong to the linear layer behind it (<see cref="LinearSlice"/>).
/// </summary>
internal static unsafe class LayerNorm<L, V> where L : ILanes<V> where V : struct
{
    private const float Epsilon = 1e-5f;

    /// <summary>y = (x - mean) / deviation over the channels of one token.</summary>
    /// <returns>1 / deviation.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Normalise(float* x, float* y, int channels)
    {
        var end = x + (nint)channels * L.Count;
        var fourth = x + (nint)(channels & ~3) * L.Count;
        V s0 = L.Zero, s1 = L.Zero, s2 = L.Zero, s3 = L.Zero;
        var at = x;
        for (; at < fourth; at += 4 * L.Count)
        {
            s0 = L.Add(s0, L.Load(at));
            s1 = L.Add(s1, L.Load(at + L.Count));
            s2 = L.Add(s2, L.Load(at + 2 * L.Count));
            s3 = L.Add(s3, L.Load(at + 3 * L.Count));
        }
        for (; at < end; at += L.Count) s0 = L.Add(s0, L.Load(at));
        var share = L.Splat(1f / channels);
        var mean = L.Multiply(L.Add(L.Add(s0, s1), L.Add(s2, s3)), share);
        (s0, s1, s2, s3) = (L.Zero, L.Zero, L.Zero, L.Zero);
        for (at = x; at < fourth; at += 4 * L.Count)
        {
            V d0 = L.Subtract(L.Load(at), mean), d1 = L.Subtract(L.Load(at + L.Count), mean);
            V d2 = L.Subtract(L.Load(at + 2 * L.Count), mean), d3 = L.Subtract(L.Load(at + 3 * L.Count), mean);
            s0 = L.MultiplyAdd(d0, d0, s0);
            s1 = L.MultiplyAdd(d1, d1, s1);
            s2 = L.MultiplyAdd(d2, d2, s2);
            s3 = L.MultiplyAdd(d3, d3, s3);
        }
        for (; at < end; at += L.Count)
        {
            var d = L.Subtract(L.Load(at), mean);
            s0 = L.MultiplyAdd(d, d, s0);
        }
        var variance = L.Multiply(L.Add(L.Add(s0, s1), L.Add(s2, s3)), share);
        var inverse = L.Divide(L.Splat(1), L.SquareRoot(L.Add(variance, L.Splat(Epsilon))));
        for (at = x; at < end; at += L.Count, y += L.Count) L.Store(y, L.Multiply(L.Subtract(L.Load(at), mean), inverse));
        return inverse;
    }

    /// <summary>Adds to <paramref name="dx"/> what the gradient of a normalised token gives its input.</summary>
    /// <param name="dy">Gradient of <paramref name="y"/>.</param>
    /// <param name="y">The normalised token.</param>
    /// <param name="inverse">1 / deviation.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddGradient(float* dy, float* y, V inverse, float* dx, int channels)
    {
        Means(dy, y, channels, out var mean, out var along);
        for (var end = dy + (nint)channels * L.Count; dy < end; dy += L.Count, y += L.Count, dx += L.Count)
        {
            var centred = L.NegatedMultiplyAdd(L.Load(y), along, L.Subtract(L.Load(dy), mean));
            L.Store(dx, L.MultiplyAdd(centred, inverse, L.Load(dx)));
        }
    }

    /// <summary>The same, written and not added; <paramref name="dx"/> may be <paramref name="dy"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradient(float* dy, float* y, V inverse, float* dx, int channels)
    {
        Means(dy, y, channels, out var mean, out var along);
        for (var end = dy + (nint)channels * L.Count; dy < end; dy += L.Count, y += L.Count, dx += L.Count)
            L.Store(dx, L.Multiply(L.NegatedMultiplyAdd(L.Load(y), along, L.Subtract(L.Load(dy), mean)), inverse));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Means(float* dy, float* y, int channels, out V mean, out V along)
    {
        V s0 = L.Zero, s1 = L.Zero, p0 = L.Zero, p1 = L.Zero;
        var even = dy + (nint)(channels & ~1) * L.Count;
        for (; dy < even; dy += 2 * L.Count, y += 2 * L.Count)
        {
            V d0 = L.Load(dy), d1 = L.Load(dy + L.Count);
            s0 = L.Add(s0, d0);
            s1 = L.Add(s1, d1);
            p0 = L.MultiplyAdd(d0, L.Load(y), p0);
            p1 = L.MultiplyAdd(d1, L.Load(y + L.Count), p1);
        }
        if ((channels & 1) != 0)
        {
            s0 = L.Add(s0, L.Load(dy));
            p0 = L.MultiplyAdd(L.Load(dy), L.Load(y), p0);
        }
        var share = L.Splat(1f / channels);
        mean = L.Multiply(L.Add(s0, s1), share);
        along = L.Multiply(L.Add(p0, p1), share);
    }
}
