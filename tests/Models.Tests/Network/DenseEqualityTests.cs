using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using TorchSharp;
using static S3Actors.Tests.Models.Network.NetworkSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Network;

/// <summary>A subnet's sliced pass is that of the standalone network with the weights it inherits.</summary>
public sealed class DenseEqualityTests
{
    private const int Architectures = 50;
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sliced_and_standalone_scores_agree(bool asOnGpu)
    {
        using var supernet = RandomSupernet(asOnGpu: asOnGpu);
        using var images = Images(2);
        var padded = 0;
        var shifted = 0;
        for (var number = 0; number < Architectures; number++)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var architecture = Random(Awkward, number);
            using var dense = Inherit(supernet, architecture);

            Assert.InRange(MaximumDifference(supernet.Forward(images, architecture), dense.Forward(images)), 0, Tolerance);

            padded += SizesOf(architecture).Count(sizes => sizes.Windows.PaddedResolution > sizes.Resolution);
            shifted += SizesOf(architecture).Count(sizes => sizes.Windows.Shift > 0);
        }
        Assert.True(padded > 20 && shifted > 20, $"Too few awkward blocks to mean anything: {padded} padded, {shifted} shifted.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sliced_and_standalone_gradients_agree_and_nothing_outside_the_slice_gets_one(bool asOnGpu)
    {
        using var supernet = RandomSupernet(asOnGpu: asOnGpu);
        using var images = Images(2);
        using var labels = tensor(new long[] { 3, 1 });
        using var view = new WeightView(supernet.Weights, withGradients: true);
        for (var number = 0; number < Architectures; number++)
        {
            using var scope = NewDisposeScope();
            var architecture = Random(Awkward, number);
            using var dense = Inherit(supernet, architecture);
            view.BeginPass();
            view.Backward(Loss(supernet.Forward(view, images, architecture), labels));
            Loss(dense.Forward(images), labels).backward();

            foreach (var parameter in SubnetParameters.Of(supernet.Layout, architecture))
            {
                var gradient = parameter.Copy(view.DecayingGradient!, view.PlainGradient!);
                var reference = dense.Weights[parameter.Name].grad!;
                Assert.True(MaximumDifference(gradient, reference) <= Tolerance, $"{parameter.Name} of {architecture}");
                Assert.True(gradient.abs().max().item<float>() > 0, $"{parameter.Name} of {architecture} got no gradient.");
                parameter.View(view.DecayingGradient!, view.PlainGradient!).fill_(0);
            }
            Assert.Equal(0, view.DecayingGradient!.abs().max().item<float>());
            Assert.Equal(0, view.PlainGradient!.abs().max().item<float>());
        }
    }

    /// <summary>
    /// Every element, not only every tensor. The keys' bias is left out: it adds the same to all scores of a query, which softmax ignores.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_element_inside_the_slice_gets_a_gradient(bool asOnGpu)
    {
        using var supernet = RandomSupernet(asOnGpu: asOnGpu);
        using var images = Images(4);
        using var labels = tensor(new long[] { 0, 1, 2, 3 });
        using var view = new WeightView(supernet.Weights, withGradients: true);
        foreach (var number in (int[])[0, 1, 2])
        {
            using var scope = NewDisposeScope();
            var architecture = Random(Awkward, number);
            view.BeginPass();
            view.Backward(Loss(supernet.Forward(view, images, architecture), labels));
            foreach (var parameter in SubnetParameters.Of(supernet.Layout, architecture))
            {
                var gradient = parameter.Copy(view.DecayingGradient!, view.PlainGradient!);
                if (parameter.Name.EndsWith("qkv.bias", StringComparison.Ordinal)) gradient.view(3, -1).narrow(0, 1, 1).fill_(1);
                var missing = gradient.eq(0).sum().item<long>();
                Assert.True(missing == 0, $"{missing} elements of {parameter.Name} of {architecture} got no gradient.");
            }
        }
    }

    private static Tensor Loss(Tensor scores, Tensor labels) => nn.functional.cross_entropy(scores, labels, label_smoothing: 0.1);

    private static IEnumerable<BlockSizes> SizesOf(Architecture architecture) =>
        architecture.Stages.SelectMany((stage, s) => stage.Blocks.Select((block, b) => BlockSizes.Of(AwkwardSkeleton, s + 1, stage.EmbedDim, block, b)));
}
