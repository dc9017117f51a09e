using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Kernels;
using S3Actors.Models.Network;
using S3Actors.Models.Randomness;
using S3Actors.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.Training.TrainingSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Training;

public sealed class SandwichGradientTests
{
    [Fact]
    public void A_steps_gradient_is_the_sum_of_its_passes_taken_alone()
    {
        using var scope = NewDisposeScope();
        using var supernet = Initialised();
        var passes = Passes(supernet);
        var (together, losses) = Gradient(supernet, passes, threads: 2);

        var sum = zeros_like(together);
        for (var pass = 0; pass < passes.Length; pass++)
        {
            var (alone, loss) = Gradient(supernet, [passes[pass]], threads: 1);
            sum.add_(alone);
            Assert.Equal(loss[0], losses[pass]);
        }
        Assert.Equal(4, passes.Length);
        Assert.Equal(sum.data<float>().ToArray(), together.data<float>().ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        using var scope = NewDisposeScope();
        using var supernet = Initialised();
        var (expected, expectedLosses) = Gradient(supernet, Passes(supernet), threads: 1);
        var (actual, losses) = Gradient(supernet, Passes(supernet), threads);

        Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());
        Assert.Equal(expectedLosses, losses);
    }

    /// <summary>Several processors stand in for several GPUs: each has a copy of the weights, the batch and what stochastic depth drops.</summary>
    [Theory]
    [InlineData(2, 1, null)]
    [InlineData(3, 4, null)]
    [InlineData(2, 2, ReducedPrecision.BFloat16)]
    public void Several_devices_give_the_bits_of_one(int devices, int threads, ReducedPrecision? precision)
    {
        using var scope = NewDisposeScope();
        using var supernet = new Supernet(Skeleton, SmallSpace, precision: precision);
        supernet.Initialise(ShortTraining.Initialisation, seed: 1, supernetIndex: 1);
        using var one = new SandwichGradient(supernet, 4, 1, 0.1, ProcessorVectors.None);
        using var several = new SandwichGradient(supernet, 4, threads, 0.1, ProcessorVectors.None, [.. Enumerable.Repeat("cpu", devices - 1)]);
        var batch = Batch() with { Mixed = new MixedLabels(tensor(new long[] { 3, 2, 1, 0, 3, 2, 1, 0 }), 0.3) };
        for (var step = 0; step < 2; step++)
        {
            var found = new List<(float[] Gradient, float[] Losses)>();
            foreach (var gradient in new[] { one, several })
            {
                var (decaying, plain) = (zeros_like(supernet.Weights.Decaying), zeros_like(supernet.Weights.Plain));
                var losses = gradient.Compute(batch, Passes(supernet), [0, 2, 3, 1], decaying, plain);
                found.Add((HostRead.Floats(cat([decaying, plain], 0)), HostRead.Floats(losses)));
            }
            Assert.Equal(found[0].Losses, found[1].Losses);
            Assert.Equal(found[0].Gradient, found[1].Gradient);
            supernet.Weights.Decaying.mul_(0.9); // as an update does
            supernet.Weights.Plain.mul_(0.9);
        }
    }

    /// <summary>The target of a mixed image: its own smoothed label by its share, the other's by the rest.</summary>
    [Fact]
    public void A_mixed_batchs_loss_is_the_cross_entropy_with_the_mixed_target()
    {
        const double Share = 0.3, Smoothing = 0.1;
        using var scope = NewDisposeScope();
        using var supernet = Initialised();
        using var gradient = new SandwichGradient(supernet, passes: 1, threads: 1, Smoothing);
        var others = tensor(new long[] { 3, 2, 1, 0, 3, 2, 1, 0 });
        var batch = Batch() with { Mixed = new MixedLabels(others, Share) };
        var pass = new SandwichPass(Passes(supernet)[0].Architecture);
        var loss = gradient.Compute(batch, [pass], [0], zeros_like(supernet.Weights.Decaying), zeros_like(supernet.Weights.Plain)).item<float>();

        using var view = new WeightView(supernet.Weights, withGradients: false);
        var scores = supernet.Forward(view, batch.Images, pass.Architecture).data<float>().ToArray();
        var (own, other) = (batch.Labels.data<long>().ToArray(), others.data<long>().ToArray());
        var expected = 0.0;
        for (var image = 0; image < 8; image++)
        {
            var row = scores.AsSpan(4 * image, 4).ToArray();
            var logSum = Math.Log(row.Sum(score => Math.Exp(score)));
            for (var c = 0; c < 4; c++)
            {
                double Smoothed(long label) => (label == c ? 1 - Smoothing : 0) + Smoothing / 4;
                expected -= (Share * Smoothed(own[image]) + (1 - Share) * Smoothed(other[image])) * (row[c] - logSum) / 8;
            }
        }
        Assert.Equal(expected, loss, 1e-5);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    [InlineData(1)]
    public void Halves_of_a_batch_give_what_the_batch_gives(int images)
    {
        using var scope = NewDisposeScope();
        using var supernet = Initialised();
        using var gradient = new SandwichGradient(supernet, passes: 1, threads: 2, labelSmoothing: 0.1);
        var batch = Batch() with { Mixed = new MixedLabels(tensor(new long[] { 3, 2, 1, 0, 3, 2, 1, 0 }), 0.3) };
        var halves = Passes(supernet)[0];
        Assert.True(halves is { InHalves: true, Drop: not null });
        var found = new List<(float[] Gradient, float Loss)>();
        foreach (var pass in new[] { halves, halves with { InHalves = false } })
        {
            var (decaying, plain) = (zeros_like(supernet.Weights.Decaying), zeros_like(supernet.Weights.Plain));
            var loss = gradient.Compute(batch.Part(0, images), [pass with { Drop = pass.Drop!.Part(0, images) }], [0], decaying, plain);
            found.Add((HostRead.Floats(cat([decaying, plain], 0)), HostRead.Floats(loss)[0]));
        }
        Assert.Equal(found[1].Loss, found[0].Loss, 1e-5);
        var scale = found[1].Gradient.Max(Math.Abs);
        Assert.All(found[0].Gradient.Zip(found[1].Gradient), it => Assert.True(Math.Abs(it.First - it.Second) < 1e-5 * scale));
    }

    [Fact]
    public void What_a_pass_throws_reaches_the_caller_and_the_threads_go_on()
    {
        using var scope = NewDisposeScope();
        using var supernet = Initialised();
        using var gradient = new SandwichGradient(supernet, passes: 4, threads: 2, labelSmoothing: 0);
        var passes = Passes(supernet);
        var tooLarge = new SandwichPass(SampleSpaces.Uniform([800, 16], [1, 1], [2, 2], [2, 2], 1));
        using var batch = Batch();
        var (decaying, plain) = (zeros_like(supernet.Weights.Decaying), zeros_like(supernet.Weights.Plain));

        Assert.Throws<ArgumentException>(() => gradient.Compute(batch, [passes[0], tooLarge, passes[2], passes[3]], [0, 1, 2, 3], decaying, plain));

        Assert.All(HostRead.Floats(gradient.Compute(batch, passes, [0, 1, 2, 3], decaying, plain)), loss => Assert.True(double.IsFinite(loss)));
    }

    private static Supernet Initialised()
    {
        var supernet = new Supernet(Skeleton, SmallSpace);
        supernet.Initialise(ShortTraining.Initialisation, seed: 1, supernetIndex: 1);
        return supernet;
    }

    private static SandwichPass[] Passes(Supernet supernet) =>
        [.. new SandwichPlan(1, SmallSpace, 1, 2).At(0).Select((architecture, pass) => new SandwichPass(architecture,
            DropPathPlan.Create(0.3, architecture, 8, new CounterRandom(1, RandomPurpose.DropPath, 1, pass), supernet.Device), InHalves: pass == 0))];

    private static ImageBatch Batch() => ImageTensors.Create(Images, 0, 8, Skeleton, Normalisation, CPU);

    private static (Tensor Gradient, float[] Losses) Gradient(Supernet supernet, IReadOnlyList<SandwichPass> passes, int threads)
    {
        using var gradient = new SandwichGradient(supernet, passes.Count, threads, labelSmoothing: 0.1);
        using var batch = Batch();
        var (decaying, plain) = (zeros_like(supernet.Weights.Decaying), zeros_like(supernet.Weights.Plain));
        var losses = gradient.Compute(batch, passes, [.. Enumerable.Range(0, passes.Count)], decaying, plain);
        return (cat([decaying, plain], 0), HostRead.Floats(losses));
    }
}
