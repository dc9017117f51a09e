namespace S3Actors.Models.Data;

/// <summary>Pixels of one image as bytes, in memory that is used again for the next. Not safe for use by two threads.</summary>
public sealed class ImageBuffer
{
    private byte[] _bytes = [];

    /// <summary>C.</summary>
    public int Channels { get; private set; }

    /// <summary>H: pixels.</summary>
    public int Height { get; private set; }

    /// <summary>W: pixels.</summary>
    public int Width { get; private set; }

    /// <summary>C * H * W bytes, 0 to 255, channel by channel, row by row.</summary>
    public Span<byte> Pixels => _bytes.AsSpan(0, Channels * Height * Width);

    /// <summary>H * W bytes of one channel.</summary>
    public Span<byte> Channel(int channel) => _bytes.AsSpan(channel * Height * Width, Height * Width);

    /// <summary>W bytes of one row of one channel.</summary>
    public Span<byte> Row(int channel, int y) => _bytes.AsSpan((channel * Height + y) * Width, Width);

    /// <summary>Takes another shape; the pixels are then undefined.</summary>
    public void Reshape(int channels, int height, int width)
    {
        var bytes = checked(channels * height * width);
        if (_bytes.Length < bytes) _bytes = new byte[bytes];
        (Channels, Height, Width) = (channels, height, width);
    }

    /// <summary>Writes the pixels, centred on black where the image is smaller than the square.</summary>
    /// <param name="target">C * side * side bytes.</param>
    public void WriteSquare(int side, Span<byte> target)
    {
        if (Height == side && Width == side)
        {
            Pixels.CopyTo(target);
            return;
        }
        target.Clear();
        int top = (side - Height) / 2, left = (side - Width) / 2;
        for (var channel = 0; channel < Channels; channel++)
            for (var y = 0; y < Height; y++) Row(channel, y).CopyTo(target[((channel * side + top + y) * side + left)..]);
    }

    /// <summary>Takes shape and pixels of another image.</summary>
    public void CopyFrom(ImageBuffer other)
    {
        Reshape(other.Channels, other.Height, other.Width);
        other.Pixels.CopyTo(Pixels);
    }
}
