using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>
/// Linear layers: numbers, the weights, times vectors, the channels of tokens. Weights lie in panels of <see cref="Panel"/> outputs: for
/// each input the weights of these outputs side by side, with zeros where there are fewer (<see cref="WeightPanels"/>).
/// </summary>
internal static unsafe class WeightProduct<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Outputs of a panel.</summary>
    public const int Panel = WeightPanels.Outputs;

    /// <summary>Tokens whose sums are in registers at once: there are 32 of 512 bits, else 16.</summary>
    public static int TokensAtOnce => L.Count == 16 ? 4 : 2;

    /// <summary>y[t][o] = bias[o] + sum over i of weight[o][i] x[t][i].</summary>
    /// <param name="bias">As many as the panels have outputs; null for zeros.</param>
    /// <param name="x">Tokens that lie <paramref name="xStep"/> floats apart.</param>
    /// <param name="y">Tokens that lie <paramref name="yStep"/> floats apart.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* weights, float* bias, int outputs, int inputs, float* x, nint xStep, float* y, nint yStep, int tokens)
    {
        var token = 0;
        if (L.Count == 16)
        {
            for (; token + 4 <= tokens; token += 4)
            {
                var at = weights;
                for (var o = 0; o < outputs; o += Panel, at += Panel * inputs)
                    FourTokens(at, bias is null ? null : bias + o, Math.Min(Panel, outputs - o), inputs, x, xStep, y + o * L.Count, yStep);
                x += 4 * xStep;
                y += 4 * yStep;
            }
        }
        for (; token + 2 <= tokens; token += 2)
        {
            var at = weights;
            for (var o = 0; o < outputs; o += Panel, at += Panel * inputs)
                TwoTokens(at, bias is null ? null : bias + o, Math.Min(Panel, outputs - o), inputs, x, xStep, y + o * L.Count, yStep);
            x += 2 * xStep;
            y += 2 * yStep;
        }
        if (token < tokens)
        {
            var at = weights;
            for (var o = 0; o < outputs; o += Panel, at += Panel * inputs)
                OneToken(at, bias is null ? null : bias + o, Math.Min(Panel, outputs - o), inputs, x, y + o * L.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourTokens(float* weights, float* bias, int outputs, int inputs, float* x, nint xStep, float* y, nint yStep)
    {
        V a0 = L.Zero, a1 = L.Zero, a2 = L.Zero, a3 = L.Zero;
        if (bias is not null) (a0, a1, a2, a3) = (L.Splat(bias[0]), L.Splat(bias[1]), L.Splat(bias[2]), L.Splat(bias[3]));
        V b0 = a0, b1 = a1, b2 = a2, b3 = a3, c0 = a0, c1 = a1, c2 = a2, c3 = a3, d0 = a0, d1 = a1, d2 = a2, d3 = a3;
        float* xb = x + xStep, xc = xb + xStep, xd = xc + xStep;
        for (var i = inputs; i > 0; i--)
        {
            V xa0 = L.Load(x), xb0 = L.Load(xb), xc0 = L.Load(xc), xd0 = L.Load(xd);
            var w = L.Splat(weights[0]);
            a0 = L.MultiplyAdd(w, xa0, a0);
            b0 = L.MultiplyAdd(w, xb0, b0);
            c0 = L.MultiplyAdd(w, xc0, c0);
            d0 = L.MultiplyAdd(w, xd0, d0);
            w = L.Splat(weights[1]);
            a1 = L.MultiplyAdd(w, xa0, a1);
            b1 = L.MultiplyAdd(w, xb0, b1);
            c1 = L.MultiplyAdd(w, xc0, c1);
            d1 = L.MultiplyAdd(w, xd0, d1);
            w = L.Splat(weights[2]);
            a2 = L.MultiplyAdd(w, xa0, a2);
            b2 = L.MultiplyAdd(w, xb0, b2);
            c2 = L.MultiplyAdd(w, xc0, c2);
            d2 = L.MultiplyAdd(w, xd0, d2);
            w = L.Splat(weights[3]);
            a3 = L.MultiplyAdd(w, xa0, a3);
            b3 = L.MultiplyAdd(w, xb0, b3);
            c3 = L.MultiplyAdd(w, xc0, c3);
            d3 = L.MultiplyAdd(w, xd0, d3);
            weights += Panel;
            x += L.Count;
            xb += L.Count;
            xc += L.Count;
            xd += L.Count;
        }
        Put(y, outputs, a0, a1, a2, a3);
        Put(y + yStep, outputs, b0, b1, b2, b3);
        Put(y + 2 * yStep, outputs, c0, c1, c2, c3);
        Put(y + 3 * yStep, outputs, d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoTokens(float* weights, float* bias, int outputs, int inputs, float* x, nint xStep, float* y, nint yStep)
    {
        V a0 = L.Zero, a1 = L.Zero, a2 = L.Zero, a3 = L.Zero;
        if (bias is not null) (a0, a1, a2, a3) = (L.Splat(bias[0]), L.Splat(bias[1]), L.Splat(bias[2]), L.Splat(bias[3]));
        V b0 = a0, b1 = a1, b2 = a2, b3 = a3;
        var xb = x + xStep;
        for (var i = inputs; i > 0; i--)
        {
            V xa0 = L.Load(x), xb0 = L.Load(xb);
            var w = L.Splat(weights[0]);
            a0 = L.MultiplyAdd(w, xa0, a0);
            b0 = L.MultiplyAdd(w, xb0, b0);
            w = L.Splat(weights[1]);
            a1 = L.MultiplyAdd(w, xa0, a1);
            b1 = L.MultiplyAdd(w, xb0, b1);
            w = L.Splat(weights[2]);
            a2 = L.MultiplyAdd(w, xa0, a2);
            b2 = L.MultiplyAdd(w, xb0, b2);
            w = L.Splat(weights[3]);
            a3 = L.MultiplyAdd(w, xa0, a3);
            b3 = L.MultiplyAdd(w, xb0, b3);
            weights += Panel;
            x += L.Count;
            xb += L.Count;
        }
        Put(y, outputs, a0, a1, a2, a3);
        Put(y + yStep, outputs, b0, b1, b2, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneToken(float* weights, float* bias, int outputs, int inputs, float* x, float* y)
    {
        V a0 = L.Zero, a1 = L.Zero, a2 = L.Zero, a3 = L.Zero;
        if (bias is not null) (a0, a1, a2, a3) = (L.Splat(bias[0]), L.Splat(bias[1]), L.Splat(bias[2]), L.Splat(bias[3]));
        for (var i = inputs; i > 0; i--)
        {
            var xa0 = L.Load(x);
            a0 = L.MultiplyAdd(L.Splat(weights[0]), xa0, a0);
            a1 = L.MultiplyAdd(L.Splat(weights[1]), xa0, a1);
            a2 = L.MultiplyAdd(L.Splat(weights[2]), xa0, a2);
            a3 = L.MultiplyAdd(L.Splat(weights[3]), xa0, a3);
            weights += Panel;
            x += L.Count;
        }
        Put(y, outputs, a0, a1, a2, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* y, int outputs, V a, V b, V c, V d)
    {
        L.Store(y, a);
        if (outputs > 1) L.Store(y + L.Count, b);
        if (outputs > 2) L.Store(y + 2 * L.Count, c);
        if (outputs > 3) L.Store(y + 3 * L.Count, d);
    }
}
