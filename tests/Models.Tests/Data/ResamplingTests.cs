using System.Globalization;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Data.Scaling;

namespace S3Actors.Tests.Models.Data;

/// <summary>Scaling against PIL, to the last bit.</summary>
public sealed class ResamplingTests
{
    private readonly Resampling _resampling = new();

    public static TheoryData<string> Cases(string prefix) => [.. ImageFixture.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases), "resize.")]
    public void A_whole_image_is_scaled_as_PIL_scales_it(string name)
    {
        var expected = ImageFixture.Image(name);
        var source = ImageFixture.Image("decoded.colour.png");
        ImageFixture.AssertEqual(expected, Resize(source, new PixelBox(0, 0, source.Width, source.Height), expected, name));
    }

    [Theory]
    [MemberData(nameof(Cases), "part.")]
    public void A_part_of_an_image_is_scaled_as_PIL_scales_it_ignoring_pixels_outside(string name)
    {
        var numbers = name.Split('.')[2..].Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var expected = ImageFixture.Image(name);
        ImageFixture.AssertEqual(expected, Resize(ImageFixture.Image("decoded.colour.png"), new PixelBox(numbers[0], numbers[1], numbers[2], numbers[3]), expected, name));
    }

    [Theory]
    [MemberData(nameof(Cases), "fit.")]
    public void Evaluations_scale_the_shorter_side_and_cut_out_the_middle(string name)
    {
        var parts = name.Split('.');
        var (shorter, side) = (int.Parse(parts[2], CultureInfo.InvariantCulture), int.Parse(parts[3], CultureInfo.InvariantCulture));
        var source = ImageFixture.Image("decoded.colour.png");
        var square = new ImageBuffer();
        new ImageFit(new ImageFitting(shorter, FilterOf(name)), side).Apply(parts[4] == "1" ? Transposed(source) : source, square, "image");
        ImageFixture.AssertEqual(ImageFixture.Image(name), square);
    }

    [Fact]
    public void Without_a_fitting_images_stand_in_the_middle_of_black_and_larger_ones_are_refused()
    {
        var square = new ImageBuffer();
        new ImageFit(null, 4).Apply(ImageFixture.Of(1, 2, 3, [1, 2, 3, 4, 5, 6]), square, "image");
        Assert.Equal([0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0, 0], square.Pixels.ToArray());
        var error = Assert.Throws<DataFileException>(() => new ImageFit(null, 2).Apply(ImageFixture.Of(1, 2, 3, [1, 2, 3, 4, 5, 6]), square, "wide.png"));
        Assert.Equal("wide.png: is 3 x 2 pixels, and network.image_size is 2: it is padded, never cut, unless data.fit is resize", error.Message);
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    public void Images_of_one_value_keep_it_at_any_size(Interpolation interpolation)
    {
        var source = new ImageBuffer();
        source.Reshape(1, 31, 17);
        source.Pixels.Fill(201);
        var target = new ImageBuffer();
        foreach (var (height, width) in ((int, int)[])[(1, 1), (7, 40), (31, 17), (100, 3)])
        {
            _resampling.Resize(source, new PixelBox(0, 0, 17, 31), height, width, interpolation, target);
            Assert.All(target.Pixels.ToArray(), pixel => Assert.Equal(201, pixel));
        }
    }

    private ImageBuffer Resize(ImageBuffer source, PixelBox box, ImageBuffer shape, string name)
    {
        var target = new ImageBuffer();
        _resampling.Resize(source, box, shape.Height, shape.Width, FilterOf(name), target);
        return target;
    }

    private static Interpolation FilterOf(string name) => name.Contains("bicubic", StringComparison.Ordinal) ? Interpolation.Bicubic : Interpolation.Bilinear;

    private static ImageBuffer Transposed(ImageBuffer image)
    {
        var turned = new ImageBuffer();
        turned.Reshape(image.Channels, image.Width, image.Height);
        for (var channel = 0; channel < image.Channels; channel++)
            for (var y = 0; y < image.Height; y++)
                for (var x = 0; x < image.Width; x++)
                    turned.Row(channel, x)[y] = image.Row(channel, y)[x];
        return turned;
    }
}
