using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// Where tensors change their type in a network whose products are not computed in float32: images are rounded on their way in and scores
/// widened on their way out; between them everything has the type of products, and kernels sum up in float32. Weights are rounded once a
/// pass (<see cref="WeightView"/>), and their gradients widened. Where all is float32, nothing is done.
/// </summary>
internal static class MixedPrecision
{
    /// <summary>The tensor in the type of products, float32 where that is not reduced.</summary>
    public static Tensor Rounded(WeightView weights, Tensor x) => weights.ProductType is { } type ? x.to(type) : x;

    /// <summary>The tensor in float32.</summary>
    public static Tensor Widened(WeightView weights, Tensor x) => weights.ProductType is null ? x : x.to(ScalarType.Float32);
}
