using S3Actors.Models.Data;

namespace S3Actors.Models.Augmentation;

/// <summary>
/// Where each pixel of a changed image comes from: column x of row y is the pixel at (A x + B y + C, D x + E y + F), both measured from
/// pixel corners at the target's pixel centres, and the nearest pixel is taken; outside it is black.
/// </summary>
internal readonly record struct AffineMap(double A, double B, double C, double D, double E, double F)
{
    private const double ShearRange = 0.3;
    private const double ShiftRange = 150.0 / 331;
    private const double RotationDegrees = 30;
    private const int FractionBits = 16;

    /// <summary>The map of one of the five operations that move pixels.</summary>
    /// <param name="strength">In [-1, 1].</param>
    public static AffineMap Of(RandAugmentOperation operation, double strength, int height, int width) => operation switch
    {
        RandAugmentOperation.ShearX => new(1, ShearRange * strength, 0, 0, 1, 0),
        RandAugmentOperation.ShearY => new(1, 0, 0, ShearRange * strength, 1, 0),
        RandAugmentOperation.TranslateX => new(1, 0, -(int)(ShiftRange * width * strength), 0, 1, 0),
        RandAugmentOperation.TranslateY => new(1, 0, 0, 0, 1, -(int)(ShiftRange * height * strength)),
        RandAugmentOperation.Rotate => Rotation(RotationDegrees * strength, height, width),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "It moves no pixel."),
    };

    /// <summary>Moves the pixels, in 16-bit fixed point.</summary>
    /// <param name="scratch">Takes a copy of the image.</param>
    public void Apply(ImageBuffer image, ImageBuffer scratch)
    {
        scratch.CopyFrom(image);
        var (height, width) = (image.Height, image.Width);
        var (perColumnX, perRowX, startX) = (Fixed(A), Fixed(B), Fixed(C + (A + B) / 2));
        var (perColumnY, perRowY, startY) = (Fixed(D), Fixed(E), Fixed(F + (D + E) / 2));
        for (var channel = 0; channel < image.Channels; channel++)
        {
            ReadOnlySpan<byte> from = scratch.Channel(channel);
            for (var y = 0; y < height; y++)
            {
                var row = image.Row(channel, y);
                var (fromX, fromY) = (startX + y * perRowX, startY + y * perRowY);
                for (var x = 0; x < width; x++, fromX += perColumnX, fromY += perColumnY)
                {
                    int column = fromX >> FractionBits, line = fromY >> FractionBits;
                    row[x] = (uint)column < (uint)width && (uint)line < (uint)height ? from[line * width + column] : (byte)0;
                }
            }
        }
    }

    /// <summary>Counter-clockwise about the middle.</summary>
    private static AffineMap Rotation(double degrees, int height, int width)
    {
        var (sine, cosine) = Math.SinCos(-degrees * Math.PI / 180);
        var (middleX, middleY) = (width / 2.0, height / 2.0);
        return new(cosine, sine, middleX - cosine * middleX - sine * middleY, -sine, cosine, middleY + sine * middleX - cosine * middleY);
    }

    private static int Fixed(double value) => (int)Math.Floor(value * (1 << FractionBits) + 0.5);
}
