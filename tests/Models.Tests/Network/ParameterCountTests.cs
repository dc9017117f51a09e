using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.Network.NetworkSamples;

namespace S3Actors.Tests.Models.Network;

public sealed class ParameterCountTests
{
    /// <summary>timm's <c>swin_s3_tiny_224</c>.</summary>
    [Fact]
    public void S3_T_as_built_has_the_published_parameters()
    {
        var space = new SearchSpace([
            .. SampleSpaces.Stage(1, [2], [96], [7], [3], [4], [96]),
            .. SampleSpaces.Stage(2, [2], [192], [7], [6], [4], [192]),
            .. SampleSpaces.Stage(3, [6], [384], [14], [12], [4], [384]),
            .. SampleSpaces.Stage(4, [2], [768], [7], [24], [4], [768]),
        ]);
        using var supernet = new Supernet(SampleSpaces.ImageNetSkeleton, space);

        Assert.Equal(28_328_674, supernet.Weights.Decaying.numel() + supernet.Weights.Plain.numel());
        Assert.Equal(28_328_674, supernet.ParameterCount);
    }

    [Fact]
    public void Analytic_counts_equal_the_built_networks_for_random_architectures()
    {
        for (var number = 0; number < 200; number++)
        {
            var (skeleton, space) = number % 2 == 0 ? (AwkwardSkeleton, Awkward) : (SampleSpaces.SmallSkeleton, SampleSpaces.Quickstart);
            var architecture = Random(space, number);
            using var dense = new DenseNetwork(skeleton, architecture);

            Assert.Equal(dense.ParameterCount, ArchitectureCost.Of(skeleton, architecture).ParameterCount);
        }
    }

    [Fact]
    public void What_a_subnet_inherits_is_as_many_parameters_as_it_has()
    {
        var layout = new SupernetLayout(AwkwardSkeleton, Awkward);
        for (var number = 0; number < 50; number++)
        {
            var architecture = Random(Awkward, number);
            var inherited = SubnetParameters.Of(layout, architecture).Sum(parameter => parameter.Sizes.Aggregate(1L, (product, size) => product * size));

            Assert.Equal(ArchitectureCost.Of(AwkwardSkeleton, architecture).ParameterCount, inherited);
        }
    }
}
