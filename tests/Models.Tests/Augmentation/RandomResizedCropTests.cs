using S3Actors.Messages.Campaign;
using S3Actors.Models.Augmentation;
using S3Actors.Models.Data.Scaling;
using S3Actors.Models.Randomness;

namespace S3Actors.Tests.Models.Augmentation;

public sealed class RandomResizedCropTests
{
    private static readonly CropSpec ImageNet = new(0.08, 1, 3.0 / 4, 4.0 / 3, Interpolation.Bicubic);

    [Fact]
    public void Boxes_stay_inside_and_have_the_areas_and_aspect_ratios_asked_for()
    {
        foreach (var box in Boxes(ImageNet, 300, 400, 4000))
        {
            Assert.True(box is { Left: >= 0, Top: >= 0 } && box.Left + box.Width <= 400 && box.Top + box.Height <= 300);
            // Sides are whole pixels, the shortest about 83: a side is off by half a pixel at most.
            Assert.InRange(box.Area / (300.0 * 400), 0.08 * 0.98, 1);
            Assert.InRange((double)box.Width / box.Height, 0.75 * 0.98, 4.0 / 3 * 1.02);
        }
    }

    [Fact]
    public void Areas_are_uniform_and_logarithms_of_aspect_ratios_too()
    {
        // Shares of at most a half fit at once whatever their aspect ratio, so that none is drawn again.
        var boxes = Boxes(ImageNet with { MaximumArea = 0.5 }, 1000, 1000, 4000).ToList();
        AssertUniform(boxes.Select(box => box.Area / 1e6), 0.08, 0.5);
        AssertUniform(boxes.Select(box => Math.Log((double)box.Width / box.Height)), Math.Log(0.75), Math.Log(4.0 / 3));
        AssertUniform(boxes.Select(box => (box.Left + 0.5) / (1000 - box.Width + 1)), 0, 1);
        AssertUniform(boxes.Select(box => (box.Top + 0.5) / (1000 - box.Height + 1)), 0, 1);
    }

    [Theory]
    [InlineData(10, 1000, 13, 10)] // wide: as wide as 4/3 of its height
    [InlineData(1000, 12, 12, 16)] // tall: as tall as 4/3 of its width
    public void Where_nothing_fits_the_middle_is_taken(int height, int width, int expectedWidth, int expectedHeight)
    {
        var spec = ImageNet with { MinimumArea = 0.99 };
        Assert.Equal(new PixelBox((width - expectedWidth) / 2, (height - expectedHeight) / 2, expectedWidth, expectedHeight), RandomResizedCrop.Draw(spec, height, width, Stream(1)));
    }

    [Fact]
    public void An_image_of_one_pixel_is_taken_whole() => Assert.Equal(new PixelBox(0, 0, 1, 1), RandomResizedCrop.Draw(ImageNet, 1, 1, Stream(0)));

    /// <summary>The draws themselves are part of what a seed means.</summary>
    [Fact]
    public void The_first_boxes_of_a_seed_stay_what_they_are() =>
        Assert.Equal([new PixelBox(82, 9, 228, 255), new PixelBox(16, 0, 312, 238), new PixelBox(139, 100, 126, 140)], Boxes(ImageNet, 300, 400, 3));

    private static IEnumerable<PixelBox> Boxes(CropSpec spec, int height, int width, int count) =>
        Enumerable.Range(0, count).Select(index => RandomResizedCrop.Draw(spec, height, width, Stream(index)));

    /// <summary>Kolmogorov and Smirnov: a distance above 1.95 / sqrt(n) has a probability of one in a thousand.</summary>
    private static void AssertUniform(IEnumerable<double> values, double from, double to)
    {
        var sorted = values.Select(value => (value - from) / (to - from)).Order().ToList();
        var distance = sorted.Select((value, i) => Math.Max(Math.Abs(value - (double)i / sorted.Count), Math.Abs(value - (i + 1.0) / sorted.Count))).Max();
        Assert.InRange(distance, 0, 1.95 / Math.Sqrt(sorted.Count));
    }

    private static CounterRandom Stream(int index) => new(11, RandomPurpose.Crop, 1, index);
}
