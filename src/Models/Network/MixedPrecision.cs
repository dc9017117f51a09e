using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Models.Network;

/// <summary>
/// Where tensors change their type in a network whose products are not computed in float32, the same places as in PyTorch's autocast: factors
/// of products are rounded, normalisation and scores are float32, everything between keeps the type it has. Gradients go the same way
/// back, so that those of the weights are float32. Where all is float32, nothing is done.
/// </summary>
internal static class MixedPrecision
{
    /// <summary>x w^T + b, in the type of products.</summary>
    public static Tensor Linear(WeightView weights, Tensor x, Tensor weight, Tensor? bias = null) => weights.ProductType is null
        ? linear(x, weight, bias)
        : linear(Factor(weights, x), Factor(weights, weight), bias is null ? null : Factor(weights, bias));

    /// <summary>The tensor in the type of products, float32 where that is not reduced.</summary>
    public static Tensor Factor(WeightView weights, Tensor x) => weights.ProductType is { } type ? x.to(type) : x;

    /// <summary>The tensor in float32.</summary>
    public static Tensor Full(WeightView weights, Tensor x) => weights.ProductType is null ? x : x.to(ScalarType.Float32);
}
