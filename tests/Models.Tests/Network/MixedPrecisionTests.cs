using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Network;

/// <summary>bfloat16 has 8 significant bits: what it computes is that of float32 within a few parts in a hundred, and no more alike.</summary>
public sealed class MixedPrecisionTests
{
    private const int Subnets = 6;
    private const int ImageCount = 4;

    [Fact]
    public void Scores_are_those_of_float32_rounded_on_the_way()
    {
        using var scope = NewDisposeScope();
        using var full = Steep(null);
        using var mixed = Steep(ReducedPrecision.BFloat16);
        var images = NetworkSamples.Images(ImageCount);
        foreach (var architecture in Architectures())
        {
            var expected = full.Forward(images, architecture);
            var scores = mixed.Forward(images, architecture);

            Assert.Equal(ScalarType.Float32, scores.dtype);
            Assert.InRange(RelativeDistance(expected, scores), 1e-5, 0.03);
        }
    }

    [Fact]
    public void Gradients_are_float32_and_those_of_float32_rounded_on_the_way()
    {
        using var scope = NewDisposeScope();
        using var full = Steep(null);
        using var mixed = Steep(ReducedPrecision.BFloat16);
        foreach (var architecture in Architectures())
            foreach (var (expected, gradient) in Gradients(full, architecture).Zip(Gradients(mixed, architecture)))
            {
                Assert.Equal(ScalarType.Float32, gradient.dtype);
                Assert.InRange(RelativeDistance(expected, gradient), 1e-5, 0.06);
            }
    }

    /// <summary>Bias tables by themselves: few numbers, that would be lost among the others.</summary>
    [Fact]
    public void Gradients_of_bias_tables_are_those_of_float32_rounded_on_the_way()
    {
        using var scope = NewDisposeScope();
        using var full = Steep(null);
        using var mixed = Steep(ReducedPrecision.BFloat16);
        foreach (var architecture in Architectures())
        {
            var (expected, gradient) = (Gradients(full, architecture)[1], Gradients(mixed, architecture)[1]);
            foreach (var table in SubnetParameters.Of(full.Layout, architecture).Where(it => it.Source.Role == ParameterRole.BiasTable))
                Assert.InRange(RelativeDistance(table.Copy(expected, expected), table.Copy(gradient, gradient)), 0, 0.15);
        }
    }

    [Fact]
    public void Weights_stay_float32()
    {
        using var mixed = Steep(ReducedPrecision.BFloat16);
        Assert.Equal((ScalarType.Float32, ScalarType.Float32), (mixed.Weights.Decaying.dtype, mixed.Weights.Plain.dtype));
    }

    private static IEnumerable<Architecture> Architectures() => Enumerable.Range(0, Subnets).Select(i => NetworkSamples.Random(NetworkSamples.Awkward, i));

    /// <summary>A supernet whose scores and bias tables decide where attention looks, so that a wrong one is no small matter.</summary>
    private static Supernet Steep(ReducedPrecision? precision)
    {
        var supernet = NetworkSamples.RandomSupernet(precision: precision);
        foreach (var parameter in supernet.Layout.Parameters)
        {
            using var weights = supernet.Weights.View(parameter);
            if (parameter.Role == ParameterRole.BiasTable) weights.mul_(6);
            if (parameter.Name.EndsWith("qkv.weight", StringComparison.Ordinal)) weights.mul_(2);
        }
        return supernet;
    }

    /// <summary>Of the decaying and of the other weights.</summary>
    private static Tensor[] Gradients(Supernet supernet, Architecture architecture)
    {
        using var view = new WeightView(supernet.Weights, withGradients: true);
        view.BeginPass();
        var labels = tensor(Enumerable.Range(0, ImageCount).Select(i => (long)i).ToArray());
        view.Backward(nn.functional.cross_entropy(supernet.Forward(view, NetworkSamples.Images(ImageCount), architecture), labels));
        return [view.DecayingGradient!.clone(), view.PlainGradient!.clone()];
    }

    /// <summary>Length of the difference over the length of what is expected.</summary>
    private static double RelativeDistance(Tensor expected, Tensor actual) => (actual - expected).norm().item<float>() / expected.norm().item<float>();
}
