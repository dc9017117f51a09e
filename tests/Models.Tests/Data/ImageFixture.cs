using S3Actors.Models.Data;
using S3Actors.Models.Training;

namespace S3Actors.Tests.Models.Data;

/// <summary>Small images as files, and what PIL and torchvision make of them (<c>tests/Fixtures/images/make_fixtures.py</c>).</summary>
internal static class ImageFixture
{
    private static readonly SafetensorsContent Expected = SafetensorsFile.Read(PathOf("expected.safetensors"));

    public static IReadOnlyCollection<string> Names => Expected.Names;

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", file);

    /// <summary>[C, H, W].</summary>
    public static ImageBuffer Image(string name)
    {
        var shape = Expected.Shape(name);
        return Of((int)shape[0], (int)shape[1], (int)shape[2], Expected.Bytes(name));
    }

    public static ImageBuffer Of(int channels, int height, int width, ReadOnlySpan<byte> pixels)
    {
        var image = new ImageBuffer();
        image.Reshape(channels, height, width);
        pixels.CopyTo(image.Pixels);
        return image;
    }

    public static void AssertEqual(ImageBuffer expected, ImageBuffer actual, int tolerance = 0)
    {
        Assert.Equal((expected.Channels, expected.Height, expected.Width), (actual.Channels, actual.Height, actual.Width));
        var (e, a) = (expected.Pixels.ToArray(), actual.Pixels.ToArray());
        var worst = e.Zip(a).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(worst <= tolerance, $"{e.Zip(a).Count(pair => pair.First != pair.Second)} of {e.Length} values differ, by {worst} at most");
    }
}
