using S3Actors.Messages.Space;
using S3Actors.Models.Network;

namespace S3Actors.Models.Kernels;

/// <summary>The patch embedding of a subnet as the kernels read it. Its normalisation is the last of its layers, so scale and shift stay apart.</summary>
internal sealed unsafe class EmbedWeights
{
    private readonly nint _scale, _shift;

    public EmbedWeights(PatchEmbeddingParameters embedding, NetworkSkeleton skeleton, int channels, FlatPointers weights, LaneMemory memory)
    {
        (Parameters, Side, Channels) = (embedding, skeleton.Resolution(1), channels);
        Slice = LinearSlice.Embed(embedding, channels);
        Linear = LinearWeights.Of(Slice, weights, memory, withTransposed: false); // the gradient with respect to the images is never needed
        (_scale, _shift) = ((nint)weights.Of(embedding.NormScale), (nint)weights.Of(embedding.NormShift));
    }

    public PatchEmbeddingParameters Parameters { get; }

    /// <summary>Tokens along a side.</summary>
    public int Side { get; }

    public int Channels { get; }

    public LinearSlice Slice { get; }

    public LinearWeights Linear { get; }

    /// <summary>[h].</summary>
    public float* Scale => (float*)_scale;

    /// <summary>[h].</summary>
    public float* Shift => (float*)_shift;
}

/// <summary>Patch merging of a subnet as the kernels read it.</summary>
internal sealed class MergeWeights
{
    /// <param name="resolution">Tokens along a side before merging.</param>
    public MergeWeights(PatchMergingParameters merging, int resolution, int before, int after, FlatPointers weights, LaneMemory memory, bool withTransposed)
    {
        (Resolution, Before, After) = (resolution, before, after);
        Slice = LinearSlice.Merge(merging, before, after);
        Linear = LinearWeights.Of(Slice, weights, memory, withTransposed);
    }

    /// <summary>Tokens along a side before merging.</summary>
    public int Resolution { get; }

    /// <summary>Channels before.</summary>
    public int Before { get; }

    /// <summary>Channels after.</summary>
    public int After { get; }

    public LinearSlice Slice { get; }

    public LinearWeights Linear { get; }
}

/// <summary>The classifier of a subnet as the kernels read it.</summary>
internal sealed class HeadWeights
{
    /// <param name="tokens">Tokens of the last stage.</param>
    public HeadWeights(HeadParameters head, int tokens, int channels, FlatPointers weights, LaneMemory memory, bool withTransposed)
    {
        (Tokens, Channels) = (tokens, channels);
        Slice = LinearSlice.Classify(head, channels);
        Linear = LinearWeights.Of(Slice, weights, memory, withTransposed);
    }

    /// <summary>Tokens of the last stage.</summary>
    public int Tokens { get; }

    public int Channels { get; }

    /// <summary>Classes.</summary>
    public int Classes => Linear.Outputs;

    public LinearSlice Slice { get; }

    public LinearWeights Linear { get; }
}
