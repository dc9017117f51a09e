using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace S3Actors.Models.Kernels;

/// <summary>The gradients of a linear layer's W' and b', summed over tokens and images.</summary>
internal readonly unsafe record struct LinearGradient(nint WeightAt, nint BiasAt, int Outputs, int Inputs)
{
    /// <summary>
    /// Row-major, <see cref="Step"/> floats a row, rows up to the next multiple of 4; what is beyond the matrix is without meaning.
    /// </summary>
    public float* Weight => (float*)WeightAt;

    /// <summary>[outputs], up to the next multiple of 8.</summary>
    public float* Bias => (float*)BiasAt;

    /// <summary>Floats from one row of <see cref="Weight"/> to the next.</summary>
    public int Step => StepOf(Inputs);

    /// <summary>Floats of <see cref="Weight"/>.</summary>
    public nint WeightFloats => (nint)Up(Outputs, 4) * Step;

    /// <summary>Zeros, in memory of the caller's.</summary>
    public static LinearGradient Of(LinearSlice slice, LaneMemory memory) => new(
        (nint)memory.TakeZeros((nint)Up(slice.Outputs, 4) * StepOf(slice.Inputs)), (nint)memory.TakeZeros(Up(slice.Outputs, 8)), slice.Outputs, slice.Inputs);

    /// <summary>
    /// Adds the gradients of a shared layer's weights, bias, and of the normalisation before it, to tensors laid out as the shared weights:
    /// of W, scale[i] (f G)[o, i] + shift[i] (f D)[o]; of the bias, f D; of scale[i], the sum over o of W[o, i] (f G)[o, i]; of shift[i], that of
    /// W[o, i] (f D)[o]; with G and D the gradients of W' and b'. To each element one number is added.
    /// </summary>
    /// <param name="scratch">Memory that is given back.</param>
    public void AddTo(LinearSlice slice, FlatPointers weights, FlatPointers gradients, LaneMemory scratch)
    {
        var mark = scratch.Taken;
        float* row = scratch.Take(Step), toScale = scratch.TakeZeros(Inputs), toShift = scratch.TakeZeros(Inputs);
        var toBias = slice.Bias is null ? null : gradients.Of(slice.Bias);
        for (var o = 0; o < Outputs; o++)
        {
            float factor = slice.Factor(o), ofBias = factor * Bias[o];
            if (toBias is not null) toBias[slice.BiasOffset(o)] += ofBias;
            Scale(Weight + (nint)o * Step, factor, row, Step);
            for (var group = 0; group < slice.ColumnGroups; group++)
            {
                var (first, offset) = (group * slice.Columns, slice.RowOffset(o) + group * slice.ColumnGroupStep);
                if (slice.NormScale is null)
                {
                    Add(row + first, gradients.Of(slice.Weight) + offset, slice.Columns);
                    continue;
                }
                var norm = group * slice.NormGroupStep;
                AddScaled(row + first, ofBias, weights.Of(slice.NormScale) + norm, weights.Of(slice.NormShift!) + norm, gradients.Of(slice.Weight) + offset,
                    slice.Columns);
                AddProducts(row + first, ofBias, weights.Of(slice.Weight) + offset, toScale + first, toShift + first, slice.Columns);
            }
        }
        if (slice.NormScale is not null)
            for (var group = 0; group < slice.ColumnGroups; group++)
            {
                Add(toScale + group * slice.Columns, gradients.Of(slice.NormScale) + group * slice.NormGroupStep, slice.Columns);
                Add(toShift + group * slice.Columns, gradients.Of(slice.NormShift!) + group * slice.NormGroupStep, slice.Columns);
            }
        scratch.Return(mark);
    }

    /// <summary>to += from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* from, float* to, nint count)
    {
        nint i = 0;
        for (; i + 8 <= count; i += 8) (Vector256.Load(to + i) + Vector256.Load(from + i)).Store(to + i);
        for (; i < count; i++) to[i] += from[i];
    }

    /// <summary>to = factor * from, in whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(float* from, float factor, float* to, int count)
    {
        for (var i = 0; i < count; i += 8) (Vector256.Load(from + i) * factor).Store(to + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(float* row, float ofBias, float* scale, float* shift, float* to, int count)
    {
        var i = 0;
        for (; i + 8 <= count; i += 8)
            (Vector256.Load(to + i) + (Vector256.Load(scale + i) * Vector256.Load(row + i) + Vector256.Load(shift + i) * ofBias)).Store(to + i);
        for (; i < count; i++) to[i] += scale[i] * row[i] + shift[i] * ofBias;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProducts(float* row, float ofBias, float* weight, float* toScale, float* toShift, int count)
    {
        var i = 0;
        for (; i + 8 <= count; i += 8)
        {
            var w = Vector256.Load(weight + i);
            (Vector256.Load(toScale + i) + w * Vector256.Load(row + i)).Store(toScale + i);
            (Vector256.Load(toShift + i) + w * ofBias).Store(toShift + i);
        }
        for (; i < count; i++)
        {
            toScale[i] += weight[i] * row[i];
            toShift[i] += weight[i] * ofBias;
        }
    }

    private static int StepOf(int inputs) => Up(inputs, 16);

    private static int Up(int count, int multiple) => (count + multiple - 1) / multiple * multiple;
}
