using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Actors.Models.Kernels;

/// <summary>
/// Gradients of weights where tokens are few: inputs are turned so that a vector holds 16 channels of one token of one image, and 16 elements of
/// a gradient's row are summed in a vector, which nothing has to add up at the end. AVX-512 alone.
/// </summary>
internal static unsafe class WeightGradientByRows
{
    private const int Count = 16;

    /// <summary>Additions, in products' time, that a sum over the lanes takes, for one element (<see cref="ILanes{V}.AddSums"/>).</summary>
    private const double SumCost = 3.4;

    /// <summary>Time for turning inputs and storing sums, as a share of the products'.</summary>
    private const double TransposeCost = 0.1;

    /// <summary>Whether this is faster than sums over the lanes; a function of the shape alone.</summary>
    public static bool Serves(LinearGradient gradient, int tokens) =>
        gradient.Step * tokens * (1 + TransposeCost) < gradient.Inputs * (tokens + SumCost);

    /// <summary>Adds the gradient of W'; see <see cref="WeightGradient{L, V}.Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(LinearGradient gradient, LaneMemory memory, float* dy, nint dyStep, float* x, nint xStep, int tokens)
    {
        var mark = memory.Taken;
        var rows = memory.Take((nint)tokens * Count * gradient.Step);
        for (var token = 0; token < tokens; token++) Transpose(x + token * xStep, gradient.Inputs, rows + (nint)token * Count * gradient.Step, gradient.Step);
        for (var o = 0; o < gradient.Outputs; o += 4)
        {
            var from = dy + (nint)o * Count;
            var to = gradient.Weight + (nint)o * gradient.Step;
            nint last = Math.Min(4, gradient.Outputs - o) - 1, b = Math.Min(1, last) * Count, c = Math.Min(2, last) * Count, d = last * Count;
            var i = 0;
            for (; i + 2 * Count <= gradient.Step; i += 2 * Count) TwoVectors(from, dyStep, b, c, d, rows + i, to + i, gradient.Step, tokens);
            if (i < gradient.Step) OneVector(from, dyStep, b, c, d, rows + i, to + i, gradient.Step, tokens);
        }
        memory.Return(mark);
    }

    /// <summary>The channels of one token: from a vector each to a row of each image, zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* x, int channels, float* rows, int step)
    {
        for (var c = 0; c < step; c += 4, x += 4 * Count)
        {
            var a = c < channels ? Vector512.Load(x) : default;
            var b = c + 1 < channels ? Vector512.Load(x + Count) : default;
            var e = c + 2 < channels ? Vector512.Load(x + 2 * Count) : default;
            var f = c + 3 < channels ? Vector512.Load(x + 3 * Count) : default;
            Vector512<double> ab = Avx512F.UnpackLow(a, b).AsDouble(), ef = Avx512F.UnpackLow(e, f).AsDouble();
            Spread(Avx512F.UnpackLow(ab, ef).AsSingle(), rows + c, step);
            Spread(Avx512F.UnpackHigh(ab, ef).AsSingle(), rows + step + c, step);
            (ab, ef) = (Avx512F.UnpackHigh(a, b).AsDouble(), Avx512F.UnpackHigh(e, f).AsDouble());
            Spread(Avx512F.UnpackLow(ab, ef).AsSingle(), rows + 2 * step + c, step);
            Spread(Avx512F.UnpackHigh(ab, ef).AsSingle(), rows + 3 * step + c, step);
        }
    }

    /// <summary>The quarters of a vector to every fourth row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(Vector512<float> x, float* rows, int step)
    {
        Avx512F.ExtractVector128(x, 0).Store(rows);
        Avx512F.ExtractVector128(x, 1).Store(rows + 4 * (nint)step);
        Avx512F.ExtractVector128(x, 2).Store(rows + 8 * (nint)step);
        Avx512F.ExtractVector128(x, 3).Store(rows + 12 * (nint)step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoVectors(float* dy, nint dyStep, nint b, nint c, nint d, float* rows, float* to, nint step, int tokens)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var token = 0; token < tokens; token++, dy += dyStep)
        {
            var at = dy;
            for (var end = dy + Count; at < end; at++, rows += step)
            {
                Vector512<float> x0 = Vector512.Load(rows), x1 = Vector512.Load(rows + Count);
                var y = Vector512.Create(*at);
                a0 = Avx512F.FusedMultiplyAdd(y, x0, a0);
                a1 = Avx512F.FusedMultiplyAdd(y, x1, a1);
                y = Vector512.Create(at[b]);
                b0 = Avx512F.FusedMultiplyAdd(y, x0, b0);
                b1 = Avx512F.FusedMultiplyAdd(y, x1, b1);
                y = Vector512.Create(at[c]);
                c0 = Avx512F.FusedMultiplyAdd(y, x0, c0);
                c1 = Avx512F.FusedMultiplyAdd(y, x1, c1);
                y = Vector512.Create(at[d]);
                d0 = Avx512F.FusedMultiplyAdd(y, x0, d0);
                d1 = Avx512F.FusedMultiplyAdd(y, x1, d1);
            }
        }
        Add(to, a0, a1);
        Add(to + step, b0, b1);
        Add(to + 2 * step, c0, c1);
        Add(to + 3 * step, d0, d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneVector(float* dy, nint dyStep, nint b, nint c, nint d, float* rows, float* to, nint step, int tokens)
    {
        Vector512<float> a0 = default, b0 = default, c0 = default, d0 = default;
        for (var token = 0; token < tokens; token++, dy += dyStep)
        {
            var at = dy;
            for (var end = dy + Count; at < end; at++, rows += step)
            {
                var x = Vector512.Load(rows);
                a0 = Avx512F.FusedMultiplyAdd(Vector512.Create(*at), x, a0);
                b0 = Avx512F.FusedMultiplyAdd(Vector512.Create(at[b]), x, b0);
                c0 = Avx512F.FusedMultiplyAdd(Vector512.Create(at[c]), x, c0);
                d0 = Avx512F.FusedMultiplyAdd(Vector512.Create(at[d]), x, d0);
            }
        }
        (Vector512.Load(to) + a0).Store(to);
        (Vector512.Load(to + step) + b0).Store(to + step);
        (Vector512.Load(to + 2 * step) + c0).Store(to + 2 * step);
        (Vector512.Load(to + 3 * step) + d0).Store(to + 3 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* to, Vector512<float> x, Vector512<float> y)
    {
        (Vector512.Load(to) + x).Store(to);
        (Vector512.Load(to + Count) + y).Store(to + Count);
    }
}
