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
    public static void Fill(float* panels, float* matrix, int outputs, int inputs)
    {
        for (var o = 0; o < Whole(outputs); o++)
        {
            var to = panels + (nint)(o / Outputs * Outputs) * inputs + o % Outputs;
            var row = matrix + (nint)o * inputs;
            for (var i = 0; i < inputs; i++, to += Outputs) *to = o < outputs ? row[i] : 0;
        }
    }

    /// <summary>Lays the transpose of a dense row-major matrix [outputs, inputs] out in panels: from outputs to inputs.</summary>
    public static void FillTransposed(float* panels, float* matrix, int outputs, int inputs)
    {
        for (var i = 0; i < Whole(inputs); i += Outputs)
            for (var o = 0; o < outputs; o++)
                for (var r = 0; r < Outputs; r++) *panels++ = i + r < inputs ? matrix[(nint)o * inputs + i + r] : 0;
    }
}
