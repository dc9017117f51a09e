using S3Actors.Messages.Campaign;
using S3Actors.Models.Data.Decoding;
using S3Actors.Models.Data.Scaling;
using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>Makes squares of images of any size, without chance. Not safe for use by two threads: it works in memory of its own.</summary>
/// <param name="fitting">null centres images on black.</param>
/// <param name="side">Pixels of the square.</param>
public sealed class ImageFit(ImageFitting? fitting, int side)
{
    private readonly Resampling _resampling = new();
    private readonly ImageBuffer _scaled = new();

    /// <summary>
    /// With a fitting: the shorter side is scaled to its size, the longer one by the same factor and rounded down, and the middle square is
    /// cut out. Without: the image stands in the middle of a black square.
    /// </summary>
    /// <param name="image">Any size.</param>
    /// <param name="square">Takes [C, side, side].</param>
    /// <param name="name">The image's in an error.</param>
    /// <exception cref="DataFileException">The image is of a size that <see cref="Problem"/> refuses.</exception>
    public void Apply(ImageBuffer image, ImageBuffer square, string name)
    {
        if (Problem(fitting, side, image.Width, image.Height) is { } problem) throw new DataFileException(name, problem);
        if (fitting is null)
        {
            Pad(image, square);
            return;
        }
        var longer = (int)LongerSide(fitting, image.Width, image.Height);
        var (height, width) = image.Height <= image.Width ? (fitting.ShorterSide, longer) : (longer, fitting.ShorterSide);
        _resampling.Resize(image, new PixelBox(0, 0, image.Width, image.Height), height, width, fitting.Interpolation, _scaled);
        // Half a pixel is rounded to the even side, as in the usual definition of a centre crop.
        Cut(_scaled, (int)Math.Round((height - side) / 2.0), (int)Math.Round((width - side) / 2.0), square);
    }

    /// <summary>What keeps an image of a size from being fitted, in words; null where nothing does.</summary>
    /// <param name="fitting">null centres images on black.</param>
    /// <param name="side">Pixels of the square.</param>
    public static string? Problem(ImageFitting? fitting, int side, int width, int height)
    {
        if (fitting is null)
        {
            return width <= side && height <= side ? null
                : Invariant($"is {width} x {height} pixels, and network.image_size is {side}: it is padded, never cut, unless data.fit is resize");
        }
        var pixels = LongerSide(fitting, width, height) * fitting.ShorterSide;
        return pixels <= ImageDecoder.MaximumPixels ? null
            : Invariant($"is {width} x {height} pixels: scaled until the shorter side has {fitting.ShorterSide} (data.resize_shorter_side) it would have {pixels}, and at most {ImageDecoder.MaximumPixels} are allowed");
    }

    private static long LongerSide(ImageFitting fitting, int width, int height) => (long)fitting.ShorterSide * Math.Max(height, width) / Math.Min(height, width);

    private void Pad(ImageBuffer image, ImageBuffer square)
    {
        square.Reshape(image.Channels, side, side);
        square.Pixels.Clear();
        int top = (side - image.Height) / 2, left = (side - image.Width) / 2;
        for (var channel = 0; channel < image.Channels; channel++)
            for (var y = 0; y < image.Height; y++)
                image.Row(channel, y).CopyTo(square.Row(channel, top + y)[left..]);
    }

    private void Cut(ImageBuffer image, int top, int left, ImageBuffer square)
    {
        square.Reshape(image.Channels, side, side);
        for (var channel = 0; channel < image.Channels; channel++)
            for (var y = 0; y < side; y++)
                image.Row(channel, top + y).Slice(left, side).CopyTo(square.Row(channel, y));
    }
}
