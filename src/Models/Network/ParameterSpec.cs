namespace S3Actors.Models.Network;

/// <summary>What a parameter is: decides how it starts and whether weight decay acts on it.</summary>
public enum ParameterRole
{
    /// <summary>Matrix or kernel: decays, starts from a truncated normal.</summary>
    Weight,
    /// <summary>Additive vector: no decay, starts at 0.</summary>
    Bias,
    /// <summary>LayerNorm's factor: no decay, starts at 1.</summary>
    NormScale,
    /// <summary>LayerNorm's summand: no decay, starts at 0.</summary>
    NormShift,
    /// <summary>Relative position bias table: no decay, starts from a truncated normal of standard deviation 0.02.</summary>
    BiasTable,
}

/// <summary>
/// One shared parameter at its largest size, and its place in one of the two flat storages: <see cref="ParameterRole.Weight"/> in the
/// decaying one, all others in the other.
/// </summary>
/// <param name="Ordinal">Position in <see cref="SupernetLayout.Parameters"/>.</param>
/// <param name="Name">Name in checkpoints, e.g. <c>layers.0.blocks.1.attn.qkv.weight</c>.</param>
/// <param name="Shape">Shape in checkpoints.</param>
/// <param name="SliceShape">
/// The same elements with the groups that are sliced apart on axes of their own, e.g. [3, R, C] for the [3R, C] of the qkv matrix.
/// A subnet uses the first elements along every axis of this shape.
/// </param>
/// <param name="Role">What it is.</param>
/// <param name="FanIn">Inputs that one output sums over; 0 where the role has none.</param>
/// <param name="Offset">Index of its first element in its flat storage.</param>
public sealed record ParameterSpec(
    int Ordinal, string Name, IReadOnlyList<long> Shape, IReadOnlyList<long> SliceShape, ParameterRole Role, long FanIn, long Offset)
{
    /// <summary>Number of elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether weight decay acts on it.</summary>
    public bool Decays => Role == ParameterRole.Weight;

    /// <summary>Elements to step along each axis of <see cref="SliceShape"/>, row-major.</summary>
    public IReadOnlyList<long> SliceStrides { get; } = RowMajor(SliceShape);

    /// <summary>Elements to step along each axis of a tensor that is stored row by row.</summary>
    public static long[] RowMajor(IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        var stride = 1L;
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }
}
