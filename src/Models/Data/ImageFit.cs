using S3Actors.Messages.Campaign;
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
    /// <exception cref="DataFileException">There is no fitting, and the image is larger than the square.</exception>
    public void Apply(ImageBuffer image, ImageBuffer square, string name)
    {
        if (fitting is null)
        {
            if (image.Height > side || image.Width > side)
                throw new DataFileException(name, Invariant($"is {image.Width} x {image.Height} pixels, and network.image_size is {side}: it is padded, never cut, unless data.fit is resize"));
            Pad(image, square);
            return;
        }
        var shorter = Math.Min(image.Height, image.Width);
        var longer = (int)((long)fitting.ShorterSide * Math.Max(image.Height, image.Width) / shorter);
        var (height, width) = image.Height <= image.Width ? (fitting.ShorterSide, longer) : (longer, fitting.ShorterSide);
        _resampling.Resize(image, new PixelBox(0, 0, image.Width, image.Height), height, width, fitting.Interpolation, _scaled);
        // Half a pixel is rounded to the even side, as in the usual definition of a centre crop.
        Cut(_scaled, (int)Math.Round((height - side) / 2.0), (int)Math.Round((width - side) / 2.0), square);
    }

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
