using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Network;

/// <summary>What the network's tests share.</summary>
internal static class NetworkSamples
{
    /// <summary>24x24 images of two channels, patch 2: 12x12, 6x6 and 3x3 tokens.</summary>
    public static NetworkSkeleton AwkwardSkeleton { get; } = new(24, 2, 2, 5);

    /// <summary>Odd windows, windows that do not divide the map, windows beyond the map, heads that do not divide q.</summary>
    public static SearchSpace Awkward { get; } = new([
        .. SampleSpaces.Stage(1, [1, 2, 3], [6, 8, 12], [3, 5, 8, 12], [1, 2, 3], [1, 1.5, 2], [6, 7, 10]),
        .. SampleSpaces.Stage(2, [1, 2], [8, 10, 16], [2, 4, 5], [1, 3, 4], [0.5, 2], [8, 11]),
        .. SampleSpaces.Stage(3, [2, 3], [12, 20], [2, 3, 7], [2, 5], [1], [10, 17]),
    ]);

    /// <summary>A supernet of <see cref="Awkward"/> with every parameter random: no bias is 0, no scale is 1.</summary>
    public static Supernet RandomSupernet(long seed = 1, ReducedPrecision? precision = null, bool? asOnGpu = null)
    {
        var supernet = new Supernet(AwkwardSkeleton, Awkward, CPU, precision, asOnGpu);
        supernet.Initialise(Initialisation.FanIn, seed, supernetIndex: 1);
        using var scope = NewDisposeScope();
        supernet.Weights.Plain.copy_(tensor(Gaussians(supernet.Layout.PlainCount, seed, 0.3)));
        foreach (var parameter in supernet.Layout.Parameters)
            if (parameter.Role == ParameterRole.NormScale) supernet.Weights.View(parameter).add_(1);
        return supernet;
    }

    /// <summary>[B, 2, 24, 24].</summary>
    public static Tensor Images(int count, long seed = 2) =>
        tensor(Gaussians(count * 2 * 24 * 24, seed, 1), [count, 2, 24, 24]);

    /// <summary>A random architecture of a space; equal numbers, equal architectures.</summary>
    public static Architecture Random(SearchSpace space, int number) =>
        SpaceSampler.Draw(space, new CounterRandom(11, RandomPurpose.Search, 0, number)).ToArchitecture();

    /// <summary>The standalone network of a subnet with the weights it inherits.</summary>
    public static DenseNetwork Inherit(Supernet supernet, Architecture architecture)
    {
        var dense = new DenseNetwork(supernet.Layout.Skeleton, architecture);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parameters = SubnetParameters.Of(supernet.Layout, architecture);
        Assert.Equal(dense.Weights.Keys.Order(StringComparer.Ordinal), parameters.Select(p => p.Name).Order(StringComparer.Ordinal));
        foreach (var parameter in parameters)
        {
            var copy = parameter.Copy(supernet.Weights.Decaying, supernet.Weights.Plain);
            Assert.Equal(dense.Weights[parameter.Name].shape, copy.shape);
            dense.Weights[parameter.Name].copy_(copy);
        }
        return dense;
    }

    /// <summary>Largest absolute difference of two tensors of one shape.</summary>
    public static double MaximumDifference(Tensor a, Tensor b)
    {
        Assert.Equal(a.shape, b.shape);
        using var scope = NewDisposeScope();
        return (a - b).abs().max().item<float>();
    }

    private static float[] Gaussians(long count, long seed, double deviation)
    {
        var random = new CounterRandom(seed, RandomPurpose.SpaceStatistics, 0, count);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++) values[i] = (float)(deviation * random.NextGaussian());
        return values;
    }
}
