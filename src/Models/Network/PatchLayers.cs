using S3Actors.Messages.Space;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Models.Network;

/// <summary>The layers around the blocks: patch embedding, patch merging, classifier.</summary>
internal static class PatchLayers
{
    /// <summary>
    /// Convolution with kernel = stride = P, which is a linear map of each patch, then LayerNorm.
    /// </summary>
    /// <param name="images">[B, inputs, S, S].</param>
    /// <param name="channels">h of the first stage.</param>
    /// <returns>[B * L, h], L = (S / P)^2.</returns>
    public static Tensor Embed(WeightView weights, PatchEmbeddingParameters parameters, NetworkSkeleton skeleton, Tensor images, int channels)
    {
        using var scope = NewDisposeScope();
        int patch = skeleton.PatchSize, side = skeleton.ImageSize / patch, values = skeleton.InputChannels * patch * patch;
        var patches = MixedPrecision.Rounded(weights, images).view(-1, skeleton.InputChannels, side, patch, side, patch).permute(0, 2, 4, 1, 3, 5)
            .reshape(-1, values); // [B * L, inputs * P * P], in the kernel's order
        var embedded = linear(patches, weights.Slice(parameters.Kernel, channels, values), weights.Slice(parameters.Bias, channels));
        return layer_norm(embedded, [channels], weights.Slice(parameters.NormScale, channels), weights.Slice(parameters.NormShift, channels),
            TransformerBlock.NormEpsilon).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Concatenates 2x2 neighbours (dy, dx) in the order 00, 10, 01, 11 (timm's for <c>swin_s3</c>), then LayerNorm(4C) and a linear map
    /// without bias. Both weights are sliced within each of the 4 groups.
    /// </summary>
    /// <param name="x">[B * L, C].</param>
    /// <param name="resolution">Tokens along the side before merging.</param>
    /// <returns>[B * L / 4, C'].</returns>
    public static Tensor Merge(WeightView weights, PatchMergingParameters parameters, Tensor x, int resolution, int before, int after)
    {
        using var scope = NewDisposeScope();
        var merged = x.view(-1, resolution / 2, 2, resolution / 2, 2, before).permute(0, 1, 3, 4, 2, 5).reshape(-1, 4 * before);
        var normalised = layer_norm(merged, [4 * before],
            weights.Joined(parameters.NormScale, [4, before], 4 * before),
            weights.Joined(parameters.NormShift, [4, before], 4 * before), TransformerBlock.NormEpsilon);
        return linear(normalised, weights.Joined(parameters.Reduction, [after, 4, before], after, 4 * before)).MoveToOuterDisposeScope();
    }

    /// <summary>LayerNorm, mean over the tokens, linear classifier.</summary>
    /// <param name="x">[B * L, h].</param>
    /// <returns>[B, classes], float32.</returns>
    public static Tensor Classify(WeightView weights, HeadParameters parameters, Tensor x, long images, int channels)
    {
        using var scope = NewDisposeScope();
        var normalised = layer_norm(x, [channels], weights.Slice(parameters.NormScale, channels), weights.Slice(parameters.NormShift, channels),
            TransformerBlock.NormEpsilon);
        var pooled = normalised.view(images, -1, channels).mean([1]);
        var classes = (int)parameters.Bias.Shape[0];
        var scores = linear(pooled, weights.Slice(parameters.Weight, classes, channels), weights.Slice(parameters.Bias, classes));
        return MixedPrecision.Widened(weights, scores).MoveToOuterDisposeScope();
    }
}
