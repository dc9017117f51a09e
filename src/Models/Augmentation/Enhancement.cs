using S3Actors.Models.Data;
using S3Actors.Models.Data.Decoding;

namespace S3Actors.Models.Augmentation;

/// <summary>
/// Blends of an image with a poorer one of itself: factor 0 gives the poorer one, 1 the image, more than 1 goes beyond it (Haeberli and
/// Voorhies, "Image processing by interpolation and extrapolation", 1994). Values are cut to 0 .. 255 and rounded down.
/// </summary>
internal static class Enhancement
{
    /// <summary>Against black.</summary>
    public static void Brightness(ImageBuffer image, double factor)
    {
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i++) pixels[i] = Blend(0, pixels[i], (float)factor);
    }

    /// <summary>Against the rounded mean of the image's luma.</summary>
    public static void Contrast(ImageBuffer image, double factor)
    {
        long sum = 0;
        var count = image.Height * image.Width;
        for (var i = 0; i < count; i++) sum += Luma(image, i);
        var mean = (int)((double)sum / count + 0.5);
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i++) pixels[i] = Blend(mean, pixels[i], (float)factor);
    }

    /// <summary>Against its own luma; a grey image stays.</summary>
    public static void Color(ImageBuffer image, double factor)
    {
        if (image.Channels != 3) return;
        Span<byte> red = image.Channel(0), green = image.Channel(1), blue = image.Channel(2);
        for (var i = 0; i < red.Length; i++)
        {
            var luma = InterleavedPixels.Luma(red[i], green[i], blue[i]);
            red[i] = Blend(luma, red[i], (float)factor);
            green[i] = Blend(luma, green[i], (float)factor);
            blue[i] = Blend(luma, blue[i], (float)factor);
        }
    }

    /// <summary>Against an image smoothed by a 3x3 kernel with 5 in the middle and 1 around it, over 13; the outermost pixels stay.</summary>
    public static void Sharpness(ImageBuffer image, double factor, ImageBuffer scratch)
    {
        scratch.CopyFrom(image);
        for (var channel = 0; channel < image.Channels; channel++)
        {
            for (var y = 1; y < image.Height - 1; y++)
            {
                ReadOnlySpan<byte> above = scratch.Row(channel, y - 1), here = scratch.Row(channel, y), below = scratch.Row(channel, y + 1);
                var row = image.Row(channel, y);
                for (var x = 1; x < row.Length - 1; x++)
                {
                    var around = above[x - 1] + above[x] + above[x + 1] + here[x - 1] + here[x + 1] + below[x - 1] + below[x] + below[x + 1];
                    row[x] = Blend((2 * (around + 5 * here[x]) + 13) / 26, here[x], (float)factor);
                }
            }
        }
    }

    private static int Luma(ImageBuffer image, int place) => image.Channels == 3
        ? InterleavedPixels.Luma(image.Channel(0)[place], image.Channel(1)[place], image.Channel(2)[place]) : image.Channel(0)[place];

    private static byte Blend(int poorer, int pixel, float factor)
    {
        var value = poorer + factor * (pixel - poorer);
        return value <= 0 ? (byte)0 : value >= 255 ? (byte)255 : (byte)value;
    }
}
