using System.Runtime.Intrinsics.X86;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Kernels;
using S3Actors.Models.Network;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.Network.NetworkSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Kernels;

/// <summary>
/// The processor's kernels against the tensor library: losses and the gradient of every parameter. The space has windows that are padded,
/// shifted, or as large as the map, heads that do not divide q, and widths that no vector and no tile divides.
/// </summary>
public sealed class KernelGradientTests
{
    private const double Smoothing = 0.1;

    public static TheoryData<ProcessorVectors, int> VectorsAndImages => new()
    {
        { ProcessorVectors.Bits256, 1 }, { ProcessorVectors.Bits256, 8 }, { ProcessorVectors.Bits256, 43 },
        { ProcessorVectors.Bits512, 1 }, { ProcessorVectors.Bits512, 16 }, { ProcessorVectors.Bits512, 83 },
    };

    [Fact]
    public void The_widest_vectors_that_the_processor_has_are_used()
    {
        using var supernet = RandomSupernet();
        using var widest = new SandwichGradient(supernet, 1, 1, 0);
        var expected = Avx512F.IsSupported && Avx512DQ.IsSupported ? ProcessorVectors.Bits512
            : Avx2.IsSupported && Fma.IsSupported ? ProcessorVectors.Bits256 : ProcessorVectors.None;
        Assert.Equal(expected, widest.Vectors);
    }

    [Fact]
    public void Without_vectors_or_in_reduced_precision_the_tensor_library_computes()
    {
        using var supernet = RandomSupernet();
        using var reduced = RandomSupernet(precision: S3Actors.Messages.Campaign.ReducedPrecision.BFloat16);
        using var without = new SandwichGradient(supernet, 1, 1, 0, ProcessorVectors.None);
        using var ofReduced = new SandwichGradient(reduced, 1, 1, 0);
        Assert.Equal((ProcessorVectors.None, ProcessorVectors.None), (without.Vectors, ofReduced.Vectors));
    }

    [Theory]
    [MemberData(nameof(VectorsAndImages))]
    public void Losses_and_gradients_are_those_of_the_tensor_library(ProcessorVectors vectors, int images)
    {
        using var scope = NewDisposeScope();
        using var supernet = RandomSupernet();
        using var batch = Batch(images);
        for (var number = 0; number < 6; number++)
        {
            Architecture[] subnets = [Random(Awkward, 2 * number), Random(Awkward, 2 * number + 1)];
            AssertClose(supernet, Gradient(supernet, batch, subnets, ProcessorVectors.None), Gradient(supernet, batch, subnets, vectors));
        }
        Architecture[] ends = [SpaceArithmetic.Largest(Awkward), SpaceArithmetic.Smallest(Awkward)];
        AssertClose(supernet, Gradient(supernet, batch, ends, ProcessorVectors.None), Gradient(supernet, batch, ends, vectors));
    }

    [Theory]
    [InlineData(ProcessorVectors.Bits256)]
    [InlineData(ProcessorVectors.Bits512)]
    public void Stochastic_depth_and_mixed_labels_take_part(ProcessorVectors vectors)
    {
        using var scope = NewDisposeScope();
        using var supernet = RandomSupernet();
        var others = tensor(Enumerable.Range(0, 21).Select(image => (long)(image * 3 % 5)).ToArray());
        using var batch = Batch(21) with { Mixed = new MixedLabels(others, 0.3) };
        Architecture[] subnets = [SpaceArithmetic.Largest(Awkward), Random(Awkward, 5)];
        AssertClose(supernet, Gradient(supernet, batch, subnets, ProcessorVectors.None, dropPath: 0.5), Gradient(supernet, batch, subnets, vectors, dropPath: 0.5));
    }

    [Theory]
    [InlineData(ProcessorVectors.Bits256)]
    [InlineData(ProcessorVectors.Bits512)]
    public void Bits_depend_neither_on_threads_nor_on_the_order_of_work(ProcessorVectors vectors)
    {
        using var scope = NewDisposeScope();
        using var supernet = RandomSupernet();
        using var batch = Batch(83);
        Architecture[] subnets = [.. Enumerable.Range(0, 4).Select(number => Random(Awkward, number))];
        var expected = Gradient(supernet, batch, subnets, vectors);
        foreach (var (threads, order) in new[] { (2, new[] { 0, 1, 2, 3 }), (3, [3, 1, 0, 2]), (7, [2, 3, 1, 0]) })
        {
            var (gradient, losses) = Gradient(supernet, batch, subnets, vectors, threads, order);
            Assert.Equal(expected.Gradient, gradient);
            Assert.Equal(expected.Losses, losses);
        }
    }

    /// <summary>The loss along a random direction, from both sides, in steps that leave float32 enough digits.</summary>
    [Theory]
    [InlineData(ProcessorVectors.Bits256)]
    [InlineData(ProcessorVectors.Bits512)]
    public void The_gradient_is_the_slope_of_the_loss(ProcessorVectors vectors)
    {
        const float Step = 2e-3f;
        using var scope = NewDisposeScope();
        using var supernet = RandomSupernet();
        using var batch = Batch(16);
        Architecture[] subnets = [SpaceArithmetic.Largest(Awkward)];
        var (gradient, _) = Gradient(supernet, batch, subnets, vectors);
        var random = new CounterRandom(3, RandomPurpose.Search, 0, 0);
        for (var direction = 0; direction < 5; direction++)
        {
            var along = tensor(gradient.Select(g => (float)random.NextGaussian() * 0.1f + g).ToArray());
            var expected = tensor(gradient).dot(along).item<float>();
            Move(supernet, along, Step);
            var above = Gradient(supernet, batch, subnets, vectors).Losses[0];
            Move(supernet, along, -2 * Step);
            var below = Gradient(supernet, batch, subnets, vectors).Losses[0];
            Move(supernet, along, Step);
            Assert.Equal(expected, (above - below) / (2 * Step), 0.02 * Math.Abs(expected) + 1e-3);
        }
    }

    [Theory]
    [InlineData(ProcessorVectors.Bits256, float.NaN)]
    [InlineData(ProcessorVectors.Bits256, float.PositiveInfinity)]
    [InlineData(ProcessorVectors.Bits512, float.NaN)]
    [InlineData(ProcessorVectors.Bits512, float.NegativeInfinity)]
    public void A_pixel_that_is_no_finite_number_makes_the_loss_none(ProcessorVectors vectors, float pixel)
    {
        using var scope = NewDisposeScope();
        using var supernet = RandomSupernet();
        using var batch = Batch(9);
        batch.Images[4, 1, 3, 5] = tensor(pixel);
        var (gradient, losses) = Gradient(supernet, batch, [Random(Awkward, 1)], vectors);
        Assert.False(float.IsFinite(losses[0]));
        Assert.Contains(gradient, element => !float.IsFinite(element));
    }

    [Theory]
    [InlineData(ProcessorVectors.None)]
    [InlineData(ProcessorVectors.Bits256)]
    [InlineData(ProcessorVectors.Bits512)]
    public void Images_of_another_shape_or_kind_are_refused(ProcessorVectors vectors)
    {
        using var scope = NewDisposeScope();
        using var supernet = RandomSupernet();
        var labels = zeros(3, dtype: ScalarType.Int64);
        foreach (var images in new[] { zeros(3, 2, 24, 12), zeros(3, 1, 24, 24), zeros(3, 2, 24) })
            Assert.Throws<ArgumentException>(() => Gradient(supernet, new ImageBatch(images, labels), [Random(Awkward, 1)], vectors));
        if (vectors == ProcessorVectors.None) return;
        foreach (var images in new[] { zeros(3, 2, 24, 24, dtype: ScalarType.Float64), zeros(24, 2, 24, 3).transpose(0, 3) })
            Assert.Throws<ArgumentException>(() => Gradient(supernet, new ImageBatch(images, labels), [Random(Awkward, 1)], vectors));
        Assert.Throws<ArgumentException>(() => Gradient(supernet, new ImageBatch(zeros(3, 2, 24, 24), labels + 5), [Random(Awkward, 1)], vectors));
    }

    private static void Move(Supernet supernet, Tensor along, float step)
    {
        supernet.Weights.Decaying.add_(along.narrow(0, 0, supernet.Layout.DecayingCount), alpha: step);
        supernet.Weights.Plain.add_(along.narrow(0, supernet.Layout.DecayingCount, supernet.Layout.PlainCount), alpha: step);
    }

    private static ImageBatch Batch(int images) =>
        new(Images(images), tensor(Enumerable.Range(0, images).Select(image => (long)(image * 7 % 5)).ToArray()));

    private static (float[] Gradient, float[] Losses) Gradient(
        Supernet supernet, ImageBatch batch, Architecture[] subnets, ProcessorVectors vectors, int threads = 1, int[]? order = null, double dropPath = 0)
    {
        using var scope = NewDisposeScope();
        using var gradient = new SandwichGradient(supernet, subnets.Length, threads, Smoothing, vectors);
        var (decaying, plain) = (full_like(supernet.Weights.Decaying, 7), full_like(supernet.Weights.Plain, 7)); // to be overwritten
        var images = (int)batch.Labels.shape[0];
        SandwichPass[] passes = [.. subnets.Select((subnet, pass) => new SandwichPass(
            subnet, DropPathPlan.Create(dropPath, subnet, images, new CounterRandom(1, RandomPurpose.DropPath, 1, pass), CPU)))];
        var losses = gradient.Compute(batch, passes, order ?? [.. Enumerable.Range(0, passes.Length)], decaying, plain);
        return (HostRead.Floats(cat([decaying, plain], 0)), HostRead.Floats(losses));
    }

    private static void AssertClose(Supernet supernet, (float[] Gradient, float[] Losses) expected, (float[] Gradient, float[] Losses) actual)
    {
        Assert.All(expected.Losses.Zip(actual.Losses), it => Assert.Equal(it.First, it.Second, 1e-5));
        foreach (var parameter in supernet.Layout.Parameters)
        {
            var start = (int)(parameter.Offset + (parameter.Decays ? 0 : supernet.Layout.DecayingCount));
            var (e, a) = (expected.Gradient.AsSpan(start, (int)parameter.Count).ToArray(), actual.Gradient.AsSpan(start, (int)parameter.Count).ToArray());
            var scale = 1e-4 * e.Max(Math.Abs) + 2e-6;
            Assert.True(e.Zip(a).All(it => Math.Abs(it.First - it.Second) <= scale),
                $"{parameter.Name} differs by {e.Zip(a).Max(it => Math.Abs(it.First - it.Second))}, its largest element is {e.Max(Math.Abs)}.");
        }
    }
}
