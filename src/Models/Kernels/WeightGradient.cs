using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>
/// Gradients of weights: sums over tokens and images of a gradient times an input. The images are summed last, so every sum runs in one
/// order, whatever the threads.
/// </summary>
internal static unsafe class WeightGradient<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Tokens whose gradients and inputs are read together: as many as the first cache holds of four channels each.</summary>
    private const int TokensAtOnce = 64;

    /// <summary>Adds the gradients of W' and b'.</summary>
    /// <param name="dy">[tokens, outputs], <paramref name="dyStep"/> floats apart.</param>
    /// <param name="x">[tokens, inputs], <paramref name="xStep"/> floats apart.</param>
    /// <param name="memory">Memory that is given back.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(LinearGradient gradient, LaneMemory memory, float* dy, nint dyStep, float* x, nint xStep, int tokens)
    {
        AddSums(gradient.Bias, dy, dyStep, gradient.Outputs, tokens);
        if (L.Count == 16 && WeightGradientByRows.Serves(gradient, tokens))
        {
            WeightGradientByRows.Add(gradient, memory, dy, dyStep, x, xStep, tokens);
            return;
        }
        for (var token = 0; token < tokens; token += TokensAtOnce)
        {
            var count = Math.Min(TokensAtOnce, tokens - token);
            for (var o = 0; o < gradient.Outputs; o += 4)
            {
                var a = dy + token * dyStep + (nint)o * L.Count;
                var rows = Math.Min(4, gradient.Outputs - o);
                for (var i = 0; i < gradient.Inputs; i += 4)
                {
                    var tile = gradient.Weight + (nint)o * gradient.Step + i;
                    var b = x + token * xStep + (nint)i * L.Count;
                    var columns = Math.Min(4, gradient.Inputs - i);
                    if (L.Count == 16)
                    {
                        FourByFour(tile, gradient.Step, a, dyStep, rows, b, xStep, columns, count);
                    }
                    else
                    {
                        TwoByFour(tile, gradient.Step, a, dyStep, rows, b, xStep, columns, count);
                        if (rows > 2) TwoByFour(tile + 2 * gradient.Step, gradient.Step, a + 2 * L.Count, dyStep, rows - 2, b, xStep, columns, count);
                    }
                }
            }
        }
    }

    /// <summary>Adds to eight numbers, and the next eight, and so on, the sums over tokens and images of as many channels.</summary>
    /// <param name="to">Room for the channels up to the next multiple of 8; what is beyond the channels is left without meaning.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSums(float* to, float* x, nint step, int channels, int tokens)
    {
        for (var c = 0; c < channels; c += 8)
        {
            V s0 = L.Zero, s1 = L.Zero, s2 = L.Zero, s3 = L.Zero, s4 = L.Zero, s5 = L.Zero, s6 = L.Zero, s7 = L.Zero;
            var at = x + (nint)c * L.Count;
            var last = Math.Min(7, channels - 1 - c); // it stands in for channels that are not there
            nint o1 = Math.Min(1, last) * L.Count, o2 = Math.Min(2, last) * L.Count, o3 = Math.Min(3, last) * L.Count, o4 = Math.Min(4, last) * L.Count;
            nint o5 = Math.Min(5, last) * L.Count, o6 = Math.Min(6, last) * L.Count, o7 = last * L.Count;
            for (var token = tokens; token > 0; token--, at += step)
            {
                s0 = L.Add(s0, L.Load(at));
                s1 = L.Add(s1, L.Load(at + o1));
                s2 = L.Add(s2, L.Load(at + o2));
                s3 = L.Add(s3, L.Load(at + o3));
                s4 = L.Add(s4, L.Load(at + o4));
                s5 = L.Add(s5, L.Load(at + o5));
                s6 = L.Add(s6, L.Load(at + o6));
                s7 = L.Add(s7, L.Load(at + o7));
            }
            L.AddSums(to + c, 4, s0, s1, s2, s3, s4, s5, s6, s7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByFour(float* tile, nint step, float* a, nint aStep, int rows, float* b, nint bStep, int columns, int tokens)
    {
        float* a1 = rows > 1 ? a + L.Count : a, a2 = rows > 2 ? a + 2 * L.Count : a, a3 = rows > 3 ? a + 3 * L.Count : a;
        float* b1 = columns > 1 ? b + L.Count : b, b2 = columns > 2 ? b + 2 * L.Count : b, b3 = columns > 3 ? b + 3 * L.Count : b;
        V s00 = L.Zero, s01 = L.Zero, s02 = L.Zero, s03 = L.Zero, s10 = L.Zero, s11 = L.Zero, s12 = L.Zero, s13 = L.Zero;
        V s20 = L.Zero, s21 = L.Zero, s22 = L.Zero, s23 = L.Zero, s30 = L.Zero, s31 = L.Zero, s32 = L.Zero, s33 = L.Zero;
        for (var i = tokens; i > 0; i--)
        {
            V x0 = L.Load(b), x1 = L.Load(b1), x2 = L.Load(b2), x3 = L.Load(b3);
            var y = L.Load(a);
            s00 = L.MultiplyAdd(y, x0, s00);
            s01 = L.MultiplyAdd(y, x1, s01);
            s02 = L.MultiplyAdd(y, x2, s02);
            s03 = L.MultiplyAdd(y, x3, s03);
            y = L.Load(a1);
            s10 = L.MultiplyAdd(y, x0, s10);
            s11 = L.MultiplyAdd(y, x1, s11);
            s12 = L.MultiplyAdd(y, x2, s12);
            s13 = L.MultiplyAdd(y, x3, s13);
            y = L.Load(a2);
            s20 = L.MultiplyAdd(y, x0, s20);
            s21 = L.MultiplyAdd(y, x1, s21);
            s22 = L.MultiplyAdd(y, x2, s22);
            s23 = L.MultiplyAdd(y, x3, s23);
            y = L.Load(a3);
            s30 = L.MultiplyAdd(y, x0, s30);
            s31 = L.MultiplyAdd(y, x1, s31);
            s32 = L.MultiplyAdd(y, x2, s32);
            s33 = L.MultiplyAdd(y, x3, s33);
            a += aStep;
            a1 += aStep;
            a2 += aStep;
            a3 += aStep;
            b += bStep;
            b1 += bStep;
            b2 += bStep;
            b3 += bStep;
        }
        L.AddSums(tile, step, s00, s01, s02, s03, s10, s11, s12, s13);
        L.AddSums(tile + 2 * step, step, s20, s21, s22, s23, s30, s31, s32, s33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoByFour(float* tile, nint step, float* a, nint aStep, int rows, float* b, nint bStep, int columns, int tokens)
    {
        var a1 = rows > 1 ? a + L.Count : a;
        float* b1 = columns > 1 ? b + L.Count : b, b2 = columns > 2 ? b + 2 * L.Count : b, b3 = columns > 3 ? b + 3 * L.Count : b;
        V s00 = L.Zero, s01 = L.Zero, s02 = L.Zero, s03 = L.Zero, s10 = L.Zero, s11 = L.Zero, s12 = L.Zero, s13 = L.Zero;
        for (var i = tokens; i > 0; i--)
        {
            V x0 = L.Load(b), x1 = L.Load(b1), x2 = L.Load(b2), x3 = L.Load(b3);
            var y = L.Load(a);
            s00 = L.MultiplyAdd(y, x0, s00);
            s01 = L.MultiplyAdd(y, x1, s01);
            s02 = L.MultiplyAdd(y, x2, s02);
            s03 = L.MultiplyAdd(y, x3, s03);
            y = L.Load(a1);
            s10 = L.MultiplyAdd(y, x0, s10);
            s11 = L.MultiplyAdd(y, x1, s11);
            s12 = L.MultiplyAdd(y, x2, s12);
            s13 = L.MultiplyAdd(y, x3, s13);
            a += aStep;
            a1 += aStep;
            b += bStep;
            b1 += bStep;
            b2 += bStep;
            b3 += bStep;
        }
        L.AddSums(tile, step, s00, s01, s02, s03, s10, s11, s12, s13);
    }
}
