using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>Scores of queries and keys with the position bias, and each query's largest.</summary>
internal static unsafe class AttentionScores<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>Queries that are computed at once: there are 32 registers of 512 bits, else 16.</summary>
    private static int Rows => L.Count == 16 ? 4 : 2;

    /// <summary>scores[i][j] = q[i] k[j] + bias[code(i) - code(j)].</summary>
    /// <param name="q">[queries, d], <paramref name="step"/> floats apart; <paramref name="k"/> likewise.</param>
    /// <param name="table">The bias of offset 0.</param>
    /// <param name="queryCodes">Code of each query (<see cref="AttentionGroups.Codes"/>).</param>
    /// <param name="keyCodes">Code of each key.</param>
    /// <param name="scores">[queries, keys], <paramref name="scoreStep"/> floats apart.</param>
    /// <param name="most">[queries]: the largest score of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        float* q, float* k, nint step, int d, float* table, int* queryCodes, int queries, int* keyCodes, int keys, float* scores, nint scoreStep, float* most)
    {
        for (var i = 0; i < queries; i += Rows, q += Rows * step, scores += Rows * scoreStep, most += Rows * L.Count)
        {
            nint last = Math.Min(Rows, queries - i) - 1; // it stands in for queries that are not there
            if (L.Count == 16) FourQueries(q, k, step, d, table, queryCodes + i, last, keyCodes, keys, scores, scoreStep, most);
            else TwoQueries(q, k, step, d, table, queryCodes + i, last, keyCodes, keys, scores, scoreStep, most);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // too large to be inlined: as a call it would begin without optimisation
    private static void FourQueries(
        float* q, float* k, nint step, int d, float* table, int* queryCodes, nint last, int* keyCodes, int keys, float* scores, nint scoreStep, float* most)
    {
        nint second = Math.Min(1, last), third = Math.Min(2, last);
        float* bias0 = table + queryCodes[0], bias1 = table + queryCodes[second], bias2 = table + queryCodes[third], bias3 = table + queryCodes[last];
        V m0 = L.Splat(float.NegativeInfinity), m1 = m0, m2 = m0, m3 = m0;
        for (var j = 0; j < keys; j += 4)
        {
            var end = Math.Min(4, keys - j) - 1;
            int* codes = keyCodes + j;
            nint c0 = codes[0], c1 = codes[Math.Min(1, end)], c2 = codes[Math.Min(2, end)], c3 = codes[end];
            V s00 = L.Splat(bias0[-c0]), s01 = L.Splat(bias0[-c1]), s02 = L.Splat(bias0[-c2]), s03 = L.Splat(bias0[-c3]);
            V s10 = L.Splat(bias1[-c0]), s11 = L.Splat(bias1[-c1]), s12 = L.Splat(bias1[-c2]), s13 = L.Splat(bias1[-c3]);
            V s20 = L.Splat(bias2[-c0]), s21 = L.Splat(bias2[-c1]), s22 = L.Splat(bias2[-c2]), s23 = L.Splat(bias2[-c3]);
            V s30 = L.Splat(bias3[-c0]), s31 = L.Splat(bias3[-c1]), s32 = L.Splat(bias3[-c2]), s33 = L.Splat(bias3[-c3]);
            float* q0 = q, q1 = q + second * step, q2 = q + third * step, q3 = q + last * step;
            float* k0 = k + j * step, k1 = k0 + Math.Min(1, end) * step, k2 = k0 + Math.Min(2, end) * step, k3 = k0 + end * step;
            for (var i = d; i > 0; i--)
            {
                V x0 = L.Load(k0), x1 = L.Load(k1), x2 = L.Load(k2), x3 = L.Load(k3);
                var y = L.Load(q0);
                s00 = L.MultiplyAdd(y, x0, s00);
                s01 = L.MultiplyAdd(y, x1, s01);
                s02 = L.MultiplyAdd(y, x2, s02);
                s03 = L.MultiplyAdd(y, x3, s03);
                y = L.Load(q1);
                s10 = L.MultiplyAdd(y, x0, s10);
                s11 = L.MultiplyAdd(y, x1, s11);
                s12 = L.MultiplyAdd(y, x2, s12);
                s13 = L.MultiplyAdd(y, x3, s13);
                y = L.Load(q2);
                s20 = L.MultiplyAdd(y, x0, s20);
                s21 = L.MultiplyAdd(y, x1, s21);
                s22 = L.MultiplyAdd(y, x2, s22);
                s23 = L.MultiplyAdd(y, x3, s23);
                y = L.Load(q3);
                s30 = L.MultiplyAdd(y, x0, s30);
                s31 = L.MultiplyAdd(y, x1, s31);
                s32 = L.MultiplyAdd(y, x2, s32);
                s33 = L.MultiplyAdd(y, x3, s33);
                q0 += L.Count;
                q1 += L.Count;
                q2 += L.Count;
                q3 += L.Count;
                k0 += L.Count;
                k1 += L.Count;
                k2 += L.Count;
                k3 += L.Count;
            }
            m0 = Put(scores + (nint)j * L.Count, end, s00, s01, s02, s03, m0);
            if (last > 0) m1 = Put(scores + scoreStep + (nint)j * L.Count, end, s10, s11, s12, s13, m1);
            if (last > 1) m2 = Put(scores + 2 * scoreStep + (nint)j * L.Count, end, s20, s21, s22, s23, m2);
            if (last > 2) m3 = Put(scores + 3 * scoreStep + (nint)j * L.Count, end, s30, s31, s32, s33, m3);
        }
        L.Store(most, m0);
        if (last > 0) L.Store(most + L.Count, m1);
        if (last > 1) L.Store(most + 2 * L.Count, m2);
        if (last > 2) L.Store(most + 3 * L.Count, m3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // too large to be inlined: as a call it would begin without optimisation
    private static void TwoQueries(
        float* q, float* k, nint step, int d, float* table, int* queryCodes, nint last, int* keyCodes, int keys, float* scores, nint scoreStep, float* most)
    {
        float* bias0 = table + queryCodes[0], bias1 = table + queryCodes[last];
        V m0 = L.Splat(float.NegativeInfinity), m1 = m0;
        for (var j = 0; j < keys; j += 4)
        {
            var end = Math.Min(4, keys - j) - 1;
            int* codes = keyCodes + j;
            nint c0 = codes[0], c1 = codes[Math.Min(1, end)], c2 = codes[Math.Min(2, end)], c3 = codes[end];
            V s00 = L.Splat(bias0[-c0]), s01 = L.Splat(bias0[-c1]), s02 = L.Splat(bias0[-c2]), s03 = L.Splat(bias0[-c3]);
            V s10 = L.Splat(bias1[-c0]), s11 = L.Splat(bias1[-c1]), s12 = L.Splat(bias1[-c2]), s13 = L.Splat(bias1[-c3]);
            float* q0 = q, q1 = q + last * step;
            float* k0 = k + j * step, k1 = k0 + Math.Min(1, end) * step, k2 = k0 + Math.Min(2, end) * step, k3 = k0 + end * step;
            for (var i = d; i > 0; i--)
            {
                V x0 = L.Load(k0), x1 = L.Load(k1), x2 = L.Load(k2), x3 = L.Load(k3);
                var y = L.Load(q0);
                s00 = L.MultiplyAdd(y, x0, s00);
                s01 = L.MultiplyAdd(y, x1, s01);
                s02 = L.MultiplyAdd(y, x2, s02);
                s03 = L.MultiplyAdd(y, x3, s03);
                y = L.Load(q1);
                s10 = L.MultiplyAdd(y, x0, s10);
                s11 = L.MultiplyAdd(y, x1, s11);
                s12 = L.MultiplyAdd(y, x2, s12);
                s13 = L.MultiplyAdd(y, x3, s13);
                q0 += L.Count;
                q1 += L.Count;
                k0 += L.Count;
                k1 += L.Count;
                k2 += L.Count;
                k3 += L.Count;
            }
            m0 = Put(scores + (nint)j * L.Count, end, s00, s01, s02, s03, m0);
            if (last > 0) m1 = Put(scores + scoreStep + (nint)j * L.Count, end, s10, s11, s12, s13, m1);
        }
        L.Store(most, m0);
        if (last > 0) L.Store(most + L.Count, m1);
    }

    /// <returns>The largest of what is put and what was before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Put(float* to, int end, V x0, V x1, V x2, V x3, V most)
    {
        L.Store(to, x0);
        if (end > 0) L.Store(to + L.Count, x1);
        if (end > 1) L.Store(to + 2 * L.Count, x2);
        if (end > 2) L.Store(to + 3 * L.Count, x3);
        return L.Larger(most, L.Larger(L.Larger(x0, x1), L.Larger(x2, x3)));
    }
}
