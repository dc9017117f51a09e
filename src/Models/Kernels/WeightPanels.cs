using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Actors.Models.Kernels;

/// <summary>The layout of weights that <see cref="WeightProduct{L, V}"/> reads.</summary>
internal static unsafe class WeightPanels
{
    /// <summary>Outputs of a panel, whose weights for one input lie side by side.</summary>
    public const int Outputs = 4;

    /// <summary>A number of outputs up to the next whole panel.</summary>
    public static int Whole(int outputs) => (outputs + Outputs - 1) / Outputs * Outputs;

    /// <summary>Floats of a matrix in panels.</summary>
    public static nint Size(int outputs, int inputs) => (nint)Whole(outputs) * inputs;

    /// <summary>Lays a dense row-major matrix [outputs, inputs] out in panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(float* panels, float* matrix, int outputs, int inputs)
    {
        for (var o = 0; o < outputs; o += Outputs)
        {
            float* a = matrix + (nint)o * inputs, b = a + inputs, c = b + inputs, d = c + inputs;
            var i = 0;
            if (o + Outputs <= outputs)
                for (; i + 4 <= inputs; i += 4, panels += 4 * Outputs) Transpose(a + i, b + i, c + i, d + i, panels);
            for (; i < inputs; i++, panels += Outputs)
            {
                panels[0] = a[i];
                panels[1] = o + 1 < outputs ? b[i] : 0;
                panels[2] = o + 2 < outputs ? c[i] : 0;
                panels[3] = o + 3 < outputs ? d[i] : 0;
            }
        }
    }

    /// <summary>Lays the transpose of a dense row-major matrix [outputs, inputs] out in panels: from outputs to inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillTransposed(float* panels, float* matrix, int outputs, int inputs)
    {
        for (var i = 0; i < inputs; i += Outputs)
        {
            var row = matrix + i;
            for (var o = 0; o < outputs; o++, row += inputs, panels += Outputs)
            {
                if (i + Outputs <= inputs) Vector128.Load(row).Store(panels);
                else
                    for (var r = 0; r < Outputs; r++) panels[r] = i + r < inputs ? row[r] : 0;
            }
        }
    }

    /// <summary>Four numbers of each of four rows as four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* a, float* b, float* c, float* d, float* to)
    {
        Vector128<float> ab = Sse.UnpackLow(Vector128.Load(a), Vector128.Load(b)), cd = Sse.UnpackLow(Vector128.Load(c), Vector128.Load(d));
        Sse.MoveLowToHigh(ab, cd).Store(to);
        Sse.MoveHighToLow(cd, ab).Store(to + 4);
        (ab, cd) = (Sse.UnpackHigh(Vector128.Load(a), Vector128.Load(b)), Sse.UnpackHigh(Vector128.Load(c), Vector128.Load(d)));
        Sse.MoveLowToHigh(ab, cd).Store(to + 8);
        Sse.MoveHighToLow(cd, ab).Store(to + 12);
    }
}
