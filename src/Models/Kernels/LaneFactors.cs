namespace S3Actors.Models.Kernels;

/// <summary>What stochastic depth multiplies the branches of a block by, one number an image.</summary>
internal sealed unsafe class LaneFactors(nint attention, nint mlp)
{
    /// <summary>One vector, of the attention branch.</summary>
    public float* Attention => (float*)attention;

    /// <summary>One vector, of the MLP branch.</summary>
    public float* Mlp => (float*)mlp;
}
