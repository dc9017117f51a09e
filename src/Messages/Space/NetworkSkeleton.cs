using MessagePack;

namespace S3Actors.Messages.Space;

/// <summary>The part of the network that is not searched.</summary>
/// <param name="ImageSize">Side of the square input after padding, pixels; a multiple of <paramref name="PatchSize"/> times 2^(stages-1).</param>
/// <param name="PatchSize">Side, and stride, of the patch embedding's kernel, pixels.</param>
/// <param name="InputChannels">Channels of the input: 1 for grey, 3 for colour.</param>
/// <param name="ClassCount">Classes of the linear head.</param>
/// <param name="HeadDim">Channels of every attention head, so that qkv_dim is num_heads times it; null where a head has floor(qkv_dim / num_heads).</param>
[MessagePackObject]
public sealed record NetworkSkeleton(
    [property: Key(0)] int ImageSize,
    [property: Key(1)] int PatchSize,
    [property: Key(2)] int InputChannels,
    [property: Key(3)] int ClassCount,
    [property: Key(4)] int? HeadDim = null)
{
    /// <summary>Tokens along a side of the feature map of a stage, counted from 1: ImageSize / PatchSize / 2^(stage-1).</summary>
    public int Resolution(int stage) => ImageSize / PatchSize >> (stage - 1);
}
