using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using S3Actors.Models.Devices;
using S3Actors.Models.Network;

namespace S3Actors.Models.Kernels;

/// <summary>A pointer to each of the two flat storages of a supernet's weights, or of what is laid out as they are.</summary>
internal readonly unsafe record struct FlatPointers(nint Decaying, nint Plain)
{
    /// <summary>Those of a supernet's weights in the processor's memory.</summary>
    public static FlatPointers Of(FlatWeights weights) => Of(weights.Layout, weights.Decaying, weights.Plain);

    /// <summary>Those of a pair of tensors laid out as a supernet's weights.</summary>
    public static FlatPointers Of(SupernetLayout layout, TorchSharp.torch.Tensor decaying, TorchSharp.torch.Tensor plain) =>
        new(HostMemory.Floats(decaying, layout.DecayingCount), HostMemory.Floats(plain, layout.PlainCount));

    /// <summary>The first element of a parameter.</summary>
    public float* Of(ParameterSpec parameter) => (float*)(parameter.Decays ? Decaying : Plain) + parameter.Offset;
}

/// <summary>The weights of a linear layer as the kernels read them: W' and b' of a <see cref="LinearSlice"/>.</summary>
internal readonly unsafe record struct LinearWeights(nint PanelsAt, nint BiasAt, nint TransposedAt, int Outputs, int Inputs)
{
    /// <summary>W' (<see cref="WeightPanels"/>).</summary>
    public float* Panels => (float*)PanelsAt;

    /// <summary>b', up to the next whole panel.</summary>
    public float* Bias => (float*)BiasAt;

    /// <summary>The transpose of W' in panels; null where no gradient is asked for.</summary>
    public float* Transposed => (float*)TransposedAt;

    /// <summary>Lays the slice of the shared weights out, in memory of the caller's.</summary>
    public static LinearWeights Of(LinearSlice slice, FlatPointers weights, LaneMemory memory, bool withTransposed)
    {
        int outputs = slice.Outputs, inputs = slice.Inputs;
        var panels = memory.Take(WeightPanels.Size(outputs, inputs));
        var bias = memory.TakeZeros(WeightPanels.Whole(outputs));
        var transposed = withTransposed ? memory.Take(WeightPanels.Size(inputs, outputs)) : null;
        var mark = memory.Taken;
        var folded = memory.Take((nint)outputs * inputs);
        Fold(slice, weights, folded, bias);
        WeightPanels.Fill(panels, folded, outputs, inputs);
        if (withTransposed) WeightPanels.FillTransposed(transposed, folded, outputs, inputs);
        memory.Return(mark);
        return new LinearWeights((nint)panels, (nint)bias, (nint)transposed, outputs, inputs);
    }

    private static void Fold(LinearSlice slice, FlatPointers weights, float* folded, float* bias)
    {
        float* weight = weights.Of(slice.Weight), added = slice.Bias is null ? null : weights.Of(slice.Bias);
        float* scale = slice.NormScale is null ? null : weights.Of(slice.NormScale), shift = slice.NormShift is null ? null : weights.Of(slice.NormShift);
        for (var o = 0; o < slice.Outputs; o++)
        {
            var factor = slice.Factor(o);
            var sum = added is null ? 0 : added[slice.BiasOffset(o)];
            for (var group = 0; group < slice.ColumnGroups; group++, folded += slice.Columns)
            {
                var row = weight + slice.RowOffset(o) + group * slice.ColumnGroupStep;
                if (scale is null) Scale(row, factor, folded, slice.Columns);
                else sum += Scale(row, factor, scale + group * slice.NormGroupStep, shift + group * slice.NormGroupStep, folded, slice.Columns);
            }
            bias[o] = factor * sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(float* row, float factor, float* to, int columns)
    {
        var i = 0;
        for (; i + 8 <= columns; i += 8) (Vector256.Load(row + i) * factor).Store(to + i);
        for (; i < columns; i++) to[i] = row[i] * factor;
    }

    /// <returns>The sum of the row times the shift.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Scale(float* row, float factor, float* scale, float* shift, float* to, int columns)
    {
        var sums = Vector256<float>.Zero;
        var i = 0;
        for (; i + 8 <= columns; i += 8)
        {
            var w = Vector256.Load(row + i);
            (w * Vector256.Load(scale + i) * factor).Store(to + i);
            sums += w * Vector256.Load(shift + i);
        }
        var sum = Vector256.Sum(sums);
        for (; i < columns; i++)
        {
            to[i] = row[i] * scale[i] * factor;
            sum += row[i] * shift[i];
        }
        return sum;
    }
}
