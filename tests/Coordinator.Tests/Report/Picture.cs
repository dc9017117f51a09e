using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace S3Actors.Tests.Coordinator.Report;

/// <summary>A picture as Chromium takes it: PNG, eight bits of red, green and blue, not interlaced.</summary>
internal sealed class Picture
{
    private readonly byte[] _values;

    private Picture(int width, int height, byte[] values) => (Width, Height, _values) = (width, height, values);

    public int Width { get; }

    public int Height { get; }

    public (byte Red, byte Green, byte Blue) At(int x, int y) => (_values[3 * (y * Width + x)], _values[3 * (y * Width + x) + 1], _values[3 * (y * Width + x) + 2]);

    /// <summary>How many points have exactly a colour.</summary>
    public int Count((byte, byte, byte) colour)
    {
        var count = 0;
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                if (At(x, y) == colour) count++;
        return count;
    }

    public static Picture Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        int width = Number(16), height = Number(20);
        Assert.Equal(((byte)8, (byte)2, (byte)0), (bytes[24], bytes[25], bytes[28]));
        var packed = new MemoryStream();
        for (var at = 8; at < bytes.Length; at += 12 + Number(at))
            if (Encoding.ASCII.GetString(bytes, at + 4, 4) == "IDAT") packed.Write(bytes, at + 8, Number(at));
        packed.Position = 0;
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        var values = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            var filter = rows.ReadByte();
            rows.ReadExactly(values, 3 * width * y, 3 * width);
            Restore(values, filter, 3 * width * y, 3 * width, y > 0);
        }
        return new Picture(width, height, values);

        int Number(int at) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
    }

    /// <summary>Undoes a row's prediction from what lies left of it, above it and both.</summary>
    private static void Restore(byte[] values, int filter, int start, int length, bool hasAbove)
    {
        for (var i = start; i < start + length; i++)
        {
            int left = i - start >= 3 ? values[i - 3] : 0, above = hasAbove ? values[i - length] : 0, corner = i - start >= 3 && hasAbove ? values[i - length - 3] : 0;
            values[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, _ => Nearest(left, above, corner) });
        }
    }

    private static int Nearest(int left, int above, int corner)
    {
        var guess = left + above - corner;
        int toLeft = Math.Abs(guess - left), toAbove = Math.Abs(guess - above), toCorner = Math.Abs(guess - corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
