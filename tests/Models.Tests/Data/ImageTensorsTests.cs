using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Data;

public sealed class ImageTensorsTests
{
    private static readonly DataSpec Spec = new(1, 1, 1, [0.5, 0.25], [0.5, 2]);

    /// <summary>Three images of two channels, 2x3 pixels: value = 40 image + 20 channel + place.</summary>
    private static readonly ImageDataset Dataset = new(
        [.. Enumerable.Range(0, 36).Select(i => (byte)(40 * (i / 12) + 20 * (i % 12 / 6) + i % 6))], [7, 8, 9], 3, 2, 2, 3, 10);

    [Fact]
    public void Images_are_centred_on_black_and_normalised_by_channel()
    {
        using var batch = ImageTensors.Create(new ImageSubset(Dataset, 1, 2), [1, 0], new NetworkSkeleton(5, 1, 2, 10), Spec, CPU);

        Assert.Equal([2, 2, 5, 5], batch.Images.shape);
        Assert.Equal([9L, 8L], batch.Labels.data<long>().ToArray());
        var values = batch.Images.data<float>().ToArray();
        for (var image = 0; image < 2; image++)
            for (var channel = 0; channel < 2; channel++)
                for (var y = 0; y < 5; y++)
                    for (var x = 0; x < 5; x++)
                    {
                        var inside = y is 1 or 2 && x is 1 or 2 or 3;
                        var pixel = inside ? 40 * (2 - image) + 20 * channel + (y - 1) * 3 + x - 1 : 0;
                        var expected = (pixel / 255.0 - Spec.Mean[channel]) / Spec.StandardDeviation[channel];
                        Assert.Equal(expected, values[((image * 2 + channel) * 5 + y) * 5 + x], 1e-6);
                    }
    }

    [Fact]
    public void Consecutive_images_are_those_indices()
    {
        var subset = new ImageSubset(Dataset, 0, 3);
        using var run = ImageTensors.Create(subset, 1, 2, new NetworkSkeleton(4, 1, 2, 10), Spec, CPU);
        using var chosen = ImageTensors.Create(subset, [1, 2], new NetworkSkeleton(4, 1, 2, 10), Spec, CPU);

        Assert.Equal(chosen.Images.data<float>().ToArray(), run.Images.data<float>().ToArray());
        Assert.Equal([8L, 9L], run.Labels.data<long>().ToArray());
    }

    [Fact]
    public void Images_that_do_not_fit_and_indices_outside_the_subset_are_refused()
    {
        var subset = new ImageSubset(Dataset, 0, 2);

        Assert.Throws<ArgumentException>(() => ImageTensors.Create(subset, [0], new NetworkSkeleton(2, 1, 2, 10), Spec, CPU));
        Assert.Throws<ArgumentException>(() => ImageTensors.Create(subset, [0], new NetworkSkeleton(4, 1, 1, 10), Spec, CPU));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageTensors.Create(subset, [2], new NetworkSkeleton(4, 1, 2, 10), Spec, CPU));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageTensors.Create(subset, [-1], new NetworkSkeleton(4, 1, 2, 10), Spec, CPU));
    }
}
