using S3Actors.Models.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Models.Network;

/// <summary>One pre-norm block: x + Attention(LayerNorm(x)), then x + MLP(LayerNorm(x)); GELU in its exact form.</summary>
public static class TransformerBlock
{
    /// <summary>LayerNorm's epsilon, the library's default and Swin's.</summary>
    public const double NormEpsilon = 1e-5;

    /// <param name="x">[B * L, h].</param>
    /// <param name="keepAttention">[B, 1]: factor of each image's attention branch; null for 1.</param>
    /// <param name="keepMlp">[B, 1]: the same of the MLP branch.</param>
    /// <returns>[B * L, h], in the caller's dispose scope.</returns>
    internal static Tensor Run(
        WeightView weights, WindowTensorCache cache, BlockParameters parameters, BlockSizes sizes, Tensor x, long images,
        Tensor? keepAttention, Tensor? keepMlp)
    {
        using var scope = NewDisposeScope();
        int h = sizes.Channels;
        var normalised = Norm(weights, parameters.AttentionNormScale, parameters.AttentionNormShift, x, h);
        var attended = x.Plus(Scaled(weights, Attention(weights, cache, parameters, sizes, normalised, images), keepAttention, images));

        normalised = Norm(weights, parameters.MlpNormScale, parameters.MlpNormShift, attended, h);
        var hidden = gelu(linear(normalised,
            weights.Slice(parameters.ExpandWeight, sizes.Hidden, h), weights.Slice(parameters.ExpandBias, sizes.Hidden))); // [B * L, hidden]
        var contracted = linear(hidden,
            weights.Slice(parameters.ContractWeight, h, sizes.Hidden), weights.Slice(parameters.ContractBias, h)); // [B * L, h]
        return attended.Plus(Scaled(weights, contracted, keepMlp, images)).MoveToOuterDisposeScope();
    }

    private static Tensor Attention(WeightView weights, WindowTensorCache cache, BlockParameters parameters, BlockSizes sizes, Tensor tokens,
        long images) => cache.ForGpu
        ? GpuAttention.Run(weights, cache, parameters, sizes, tokens, images)
        : WindowAttention.Run(weights, cache, parameters, sizes, tokens, images);

    private static Tensor Norm(WeightView weights, ParameterSpec scale, ParameterSpec shift, Tensor x, int channels) =>
        layer_norm(x, [channels], weights.Slice(scale, channels), weights.Slice(shift, channels), NormEpsilon);

    private static Tensor Scaled(WeightView weights, Tensor branch, Tensor? keep, long images) =>
        keep is null ? branch : (branch.view(images, -1) * MixedPrecision.Rounded(weights, keep)).view(branch.shape);
}
