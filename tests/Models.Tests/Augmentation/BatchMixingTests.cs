using S3Actors.Messages.Campaign;
using S3Actors.Models.Augmentation;
using S3Actors.Models.Data.Scaling;
using S3Actors.Models.Randomness;

namespace S3Actors.Tests.Models.Augmentation;

public sealed class BatchMixingTests
{
    private const int Side = 32;
    private static readonly MixingSpec Both = new(0.8, 1, 1, 0.5);

    [Fact]
    public void Mixup_blends_images_by_the_weight_of_their_labels()
    {
        float[] values = [1, 2, 10, 20, 100, 200];
        new BatchMixing(0.75, null).Apply(values, images: 3, side: 1);
        Assert.Equal([0.75f * 1 + 0.25f * 100, 0.75f * 2 + 0.25f * 200, 10, 20, 0.75f * 100 + 0.25f * 1, 0.75f * 200 + 0.25f * 2], values);
    }

    [Fact]
    public void Cutmix_takes_a_rectangle_of_the_other_image_in_every_channel()
    {
        const int Images = 4, Channels = 2, Pixels = 16;
        float[] values = [.. Enumerable.Range(0, Images * Channels * Pixels)];
        var before = values.ToArray();
        new BatchMixing(1 - 2.0 / 16, new PixelBox(Left: 1, Top: 2, Width: 2, Height: 1)).Apply(values, Images, side: 4);
        for (var image = 0; image < Images; image++)
            for (var place = 0; place < Channels * Pixels; place++)
            {
                var isCut = place % Pixels is 9 or 10; // row 2, columns 1 and 2
                Assert.Equal(before[(isCut ? Images - 1 - image : image) * Channels * Pixels + place], values[image * Channels * Pixels + place]);
            }
    }

    [Fact]
    public void Cutmixs_labels_count_by_the_area_that_is_left()
    {
        foreach (var mixing in Draws(Both with { MixupAlpha = 0 }, 2000))
        {
            var box = Assert.NotNull(mixing!.Cut);
            Assert.True(box is { Left: >= 0, Top: >= 0 } && box.Left + box.Width <= Side && box.Top + box.Height <= Side);
            Assert.Equal(1 - (double)box.Area / (Side * Side), mixing.OwnShare);
        }
    }

    /// <summary>
    /// With alpha 1 lambda is uniform, the sides are s = sqrt(1 - lambda) of the image's, and cutting off at the edges keeps s (1 - s/4) of
    /// a side on average: 1 - E[(s - s^2/4)^2] = 1 - (1/2 - 1/5 + 1/48) of the area is left.
    /// </summary>
    [Fact]
    public void Cutmixs_mean_share_is_as_it_follows_from_its_definition()
    {
        const int FineSide = 1 << 20; // so that rounding to pixels hides nothing
        var shares = Enumerable.Range(0, 20_000).Select(i => BatchMixing.Draw(Both with { MixupAlpha = 0 }, FineSide, Stream(i))!.OwnShare);
        Assert.Equal(1 - (1.0 / 2 - 1.0 / 5 + 1.0 / 48), shares.Average(), 0.006); // four standard errors
    }

    [Fact]
    public void Mixups_share_is_of_the_Beta_distribution()
    {
        var shares = Draws(Both with { CutmixAlpha = 0 }, 20_000).Select(mixing => mixing!.OwnShare).ToList();
        Assert.Equal(0.5, shares.Average(), 0.01);
        Assert.Equal(1 / (4 * (2 * 0.8 + 1)), shares.Average(share => Math.Pow(share - 0.5, 2)), 0.003); // variance of Beta(0.8, 0.8)
    }

    [Fact]
    public void Both_are_drawn_as_often_as_asked_for()
    {
        var mixings = Draws(Both with { Probability = 0.8, CutmixShare = 0.3 }, 10_000).ToList();
        Assert.Equal(0.8, mixings.Average(mixing => mixing is null ? 0.0 : 1), 0.02);
        Assert.Equal(0.3, mixings.Where(mixing => mixing is not null).Average(mixing => mixing!.Cut is null ? 0.0 : 1), 0.02);
        Assert.All(Draws(Both with { Probability = 0 }, 100), Assert.Null);
        Assert.All(Draws(Both with { CutmixAlpha = 0, CutmixShare = 1 }, 100), mixing => Assert.Null(mixing!.Cut));
        Assert.All(Draws(Both with { MixupAlpha = 0, CutmixShare = 0 }, 100), mixing => Assert.NotNull(mixing!.Cut));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(8)]
    public void The_Beta_distribution_has_its_moments(double alpha)
    {
        var values = Enumerable.Range(0, 20_000).Select(i => BetaDistribution.DrawSymmetric(alpha, Stream(i))).ToList();
        var variance = 1 / (4 * (2 * alpha + 1));
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        Assert.Equal(0.5, values.Average(), 4 * Math.Sqrt(variance / values.Count));
        Assert.Equal(variance, values.Average(value => Math.Pow(value - 0.5, 2)), variance * 0.05);
    }

    /// <summary>Beta(1/2, 1/2) is the arcsine distribution: 2/pi asin(sqrt(x)) of it lies below x.</summary>
    [Fact]
    public void Beta_of_one_half_is_the_arcsine_distribution()
    {
        var sorted = Enumerable.Range(0, 5000).Select(i => BetaDistribution.DrawSymmetric(0.5, Stream(i))).Order().ToList();
        var distance = sorted.Select((value, i) => Math.Abs(2 / Math.PI * Math.Asin(Math.Sqrt(value)) - (i + 0.5) / sorted.Count)).Max();
        Assert.InRange(distance, 0, 1.95 / Math.Sqrt(sorted.Count));
    }

    private static IEnumerable<BatchMixing?> Draws(MixingSpec spec, int count) => Enumerable.Range(0, count).Select(i => BatchMixing.Draw(spec, Side, Stream(i)));

    private static CounterRandom Stream(int index) => new(7, RandomPurpose.Mixing, 1, index);
}
