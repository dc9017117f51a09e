namespace S3Actors.Models.Kernels;

/// <summary>Which vectors of the processor the kernels of <c>Models/Kernels</c> compute with.</summary>
public enum ProcessorVectors
{
    /// <summary>The widest that the processor has, as the runtime may use it; none where it has neither.</summary>
    Widest,

    /// <summary>None: everything runs as the tensor library's operations (<c>Models/Network</c>).</summary>
    None,

    /// <summary>AVX2 and FMA, 8 images at once; none where the processor lacks them.</summary>
    Bits256,

    /// <summary>AVX-512, 16 images at once; none where the processor lacks it.</summary>
    Bits512,
}

/// <summary>What kernels there are for this processor.</summary>
public static class ProcessorKernels
{
    /// <summary>The vectors that <see cref="ProcessorVectors.Widest"/> stands for here.</summary>
    public static ProcessorVectors Widest => LaneArithmetic.Of(ProcessorVectors.Widest)?.Vectors ?? ProcessorVectors.None;
}
