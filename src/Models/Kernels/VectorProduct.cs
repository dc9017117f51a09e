using System.Runtime.CompilerServices;

namespace S3Actors.Models.Kernels;

/// <summary>Where the elements of a matrix of vectors lie: floats from one row to the next, and from one column to the next.</summary>
internal readonly unsafe record struct VectorMatrix(nint Start, nint RowStep, nint ColumnStep)
{
    public VectorMatrix(float* start, nint rowStep, nint columnStep) : this((nint)start, rowStep, columnStep) { }

    /// <summary>Its first element.</summary>
    public float* First => (float*)Start;
}

/// <summary>
/// Products of two matrices whose elements are vectors, lane by lane: each image has matrices of its own. What attention is made of.
/// </summary>
internal static unsafe class VectorProduct<L, V> where L : ILanes<V> where V : struct
{
    /// <summary>c[r][s] = sum over i of a[r][i] b[i][s].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(VectorMatrix a, VectorMatrix b, VectorMatrix c, int rows, int columns, int inner)
    {
        for (var s = 0; s < columns; s += 4)
        {
            var width = Math.Min(4, columns - s);
            var from = b.First + s * b.ColumnStep;
            var to = c.First + s * c.ColumnStep;
            if (L.Count == 16)
            {
                for (var r = 0; r < rows; r += 4)
                    FourRows(a.First + r * a.RowStep, a.RowStep, a.ColumnStep, from, b.RowStep, b.ColumnStep,
                        to + r * c.RowStep, c.RowStep, c.ColumnStep, Math.Min(4, rows - r), width, inner);
            }
            else
            {
                for (var r = 0; r < rows; r += 2)
                    TwoRows(a.First + r * a.RowStep, a.RowStep, a.ColumnStep, from, b.RowStep, b.ColumnStep,
                        to + r * c.RowStep, c.RowStep, c.ColumnStep, Math.Min(2, rows - r), width, inner);
            }
        }
    }

    /// <summary>Rows and columns that are not there are computed as the last one once more, and not stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        float* a, nint aRow, nint aStep, float* b, nint bStep, nint bColumn, float* c, nint cRow, nint cColumn, int rows, int columns, int inner)
    {
        float* ab = rows > 1 ? a + aRow : a, ac = rows > 2 ? a + 2 * aRow : ab, ad = rows > 3 ? a + 3 * aRow : ac;
        float* b1 = columns > 1 ? b + bColumn : b, b2 = columns > 2 ? b + 2 * bColumn : b1, b3 = columns > 3 ? b + 3 * bColumn : b2;
        V s00 = L.Zero, s01 = L.Zero, s02 = L.Zero, s03 = L.Zero, s10 = L.Zero, s11 = L.Zero, s12 = L.Zero, s13 = L.Zero;
        V s20 = L.Zero, s21 = L.Zero, s22 = L.Zero, s23 = L.Zero, s30 = L.Zero, s31 = L.Zero, s32 = L.Zero, s33 = L.Zero;
        for (var i = inner; i > 0; i--)
        {
            V x0 = L.Load(b), x1 = L.Load(b1), x2 = L.Load(b2), x3 = L.Load(b3);
            var y = L.Load(a);
            s00 = L.MultiplyAdd(y, x0, s00);
            s01 = L.MultiplyAdd(y, x1, s01);
            s02 = L.MultiplyAdd(y, x2, s02);
            s03 = L.MultiplyAdd(y, x3, s03);
            y = L.Load(ab);
            s10 = L.MultiplyAdd(y, x0, s10);
            s11 = L.MultiplyAdd(y, x1, s11);
            s12 = L.MultiplyAdd(y, x2, s12);
            s13 = L.MultiplyAdd(y, x3, s13);
            y = L.Load(ac);
            s20 = L.MultiplyAdd(y, x0, s20);
            s21 = L.MultiplyAdd(y, x1, s21);
            s22 = L.MultiplyAdd(y, x2, s22);
            s23 = L.MultiplyAdd(y, x3, s23);
            y = L.Load(ad);
            s30 = L.MultiplyAdd(y, x0, s30);
            s31 = L.MultiplyAdd(y, x1, s31);
            s32 = L.MultiplyAdd(y, x2, s32);
            s33 = L.MultiplyAdd(y, x3, s33);
            a += aStep;
            ab += aStep;
            ac += aStep;
            ad += aStep;
            b += bStep;
            b1 += bStep;
            b2 += bStep;
            b3 += bStep;
        }
        Put(c, cColumn, columns, s00, s01, s02, s03);
        if (rows > 1) Put(c + cRow, cColumn, columns, s10, s11, s12, s13);
        if (rows > 2) Put(c + 2 * cRow, cColumn, columns, s20, s21, s22, s23);
        if (rows > 3) Put(c + 3 * cRow, cColumn, columns, s30, s31, s32, s33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoRows(
        float* a, nint aRow, nint aStep, float* b, nint bStep, nint bColumn, float* c, nint cRow, nint cColumn, int rows, int columns, int inner)
    {
        var ab = rows > 1 ? a + aRow : a;
        float* b1 = columns > 1 ? b + bColumn : b, b2 = columns > 2 ? b + 2 * bColumn : b1, b3 = columns > 3 ? b + 3 * bColumn : b2;
        V s00 = L.Zero, s01 = L.Zero, s02 = L.Zero, s03 = L.Zero, s10 = L.Zero, s11 = L.Zero, s12 = L.Zero, s13 = L.Zero;
        for (var i = inner; i > 0; i--)
        {
            V x0 = L.Load(b), x1 = L.Load(b1), x2 = L.Load(b2), x3 = L.Load(b3);
            var y = L.Load(a);
            s00 = L.MultiplyAdd(y, x0, s00);
            s01 = L.MultiplyAdd(y, x1, s01);
            s02 = L.MultiplyAdd(y, x2, s02);
            s03 = L.MultiplyAdd(y, x3, s03);
            y = L.Load(ab);
            s10 = L.MultiplyAdd(y, x0, s10);
            s11 = L.MultiplyAdd(y, x1, s11);
            s12 = L.MultiplyAdd(y, x2, s12);
            s13 = L.MultiplyAdd(y, x3, s13);
            a += aStep;
            ab += aStep;
            b += bStep;
            b1 += bStep;
            b2 += bStep;
            b3 += bStep;
        }
        Put(c, cColumn, columns, s00, s01, s02, s03);
        if (rows > 1) Put(c + cRow, cColumn, columns, s10, s11, s12, s13);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* c, nint step, int columns, V x0, V x1, V x2, V x3)
    {
        L.Store(c, x0);
        if (columns > 1) L.Store(c + step, x1);
        if (columns > 2) L.Store(c + 2 * step, x2);
        if (columns > 3) L.Store(c + 3 * step, x3);
    }
}
