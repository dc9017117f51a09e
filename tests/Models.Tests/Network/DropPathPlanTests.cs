using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Network;

public sealed class DropPathPlanTests
{
    private const int Images = 4000;

    private static readonly Architecture FiveBlocks = SampleSpaces.Uniform([8, 8], [2, 3], [2, 2], [1, 1], 1);

    [Fact]
    public void The_rate_rises_linearly_over_the_blocks_and_the_mean_stays_1()
    {
        using var plan = Plan(0.4, FiveBlocks)!;
        for (var block = 0; block < 5; block++)
            foreach (var branch in (Tensor[])[plan.Attention(block), plan.Mlp(block)])
            {
                var factors = branch.data<float>().ToArray();
                Assert.Equal([Images, 1], branch.shape);
                Assert.Equal(0.1 * block, factors.Count(factor => factor == 0) / (double)Images, 0.03);
                Assert.All(factors, factor => Assert.True(factor == 0 || Math.Abs(factor - 1 / (1 - 0.1 * block)) < 1e-6));
            }
    }

    [Fact]
    public void Nothing_to_drop_is_no_plan()
    {
        Assert.Null(Plan(0, FiveBlocks));
        Assert.Null(Plan(0.5, SampleSpaces.Uniform([8], [1], [2], [1], 1)));
    }

    [Fact]
    public void A_dropped_branch_leaves_its_image_as_it_was_and_no_other()
    {
        using var scope = NewDisposeScope();
        using var supernet = NetworkSamples.RandomSupernet();
        using var weights = new WeightView(supernet.Weights, withGradients: false);
        var x = NetworkSamples.Images(2).view(-1).narrow(0, 0, 2 * 144 * 6).view(2 * 144, 6); // two images of 12x12 tokens
        var block = new BlockArchitecture(5, 2, 1, 6);
        var keepSecond = tensor(new float[] { 0, 2 }, [2, 1]);

        var y = supernet.RunBlock(weights, x, 1, 6, block, 1, keepSecond, keepSecond);

        Assert.Equal(0, NetworkSamples.MaximumDifference(x.narrow(0, 0, 144), y.narrow(0, 0, 144)));
        Assert.True(NetworkSamples.MaximumDifference(x.narrow(0, 144, 144), y.narrow(0, 144, 144)) > 0.1);
    }

    private static DropPathPlan? Plan(double rate, Architecture architecture) =>
        DropPathPlan.Create(rate, architecture, Images, new CounterRandom(1, RandomPurpose.DropPath, 1, 0), CPU);
}
