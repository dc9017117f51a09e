using System.Buffers.Binary;

namespace S3Actors.Models.Data.Decoding;

/// <summary>Reads bytes of a file from a place on; returns how many came.</summary>
public delegate int ReadBytes(long offset, Span<byte> target);

/// <summary>Width and height as the header of a JPEG or PNG file says, without decoding it: some reads of a few bytes, whatever the file holds.</summary>
public static class ImageHeader
{
    /// <summary>Markers before the frame, more than any program writes.</summary>
    private const int MostSegments = 4096;

    private const int ChunkBytes = 4096;

    /// <summary>Reads the header.</summary>
    /// <returns>Pixels; null where there is no such header, and only decoding can say what is wrong.</returns>
    public static (int Width, int Height)? Read(ReadBytes read)
    {
        Span<byte> start = stackalloc byte[26];
        start = start[..read(0, start)];
        if (start is [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, _, _, _, _, 0x49, 0x48, 0x44, 0x52, ..] && start.Length >= 24)
            return Believed(BinaryPrimitives.ReadUInt32BigEndian(start[16..]), BinaryPrimitives.ReadUInt32BigEndian(start[20..]));
        return start is [0xFF, 0xD8, 0xFF, ..] ? OfJpeg(read) : null;
    }

    /// <summary>Goes from marker to marker by their lengths until the frame's.</summary>
    private static (int Width, int Height)? OfJpeg(ReadBytes read)
    {
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        var (from, length) = (0L, 0);
        var place = 2L;
        for (var segments = 0; segments < MostSegments; segments++)
        {
            // Marker, length, precision, height, width; a marker may be filled up with 0xFF in front.
            if (!Fetch(place, 9, chunk)) return null;
            var at = chunk[(int)(place - from)..length];
            if (at[0] != 0xFF) return null;
            if (at[1] == 0xFF)
            {
                place++;
                continue;
            }
            if (at[1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) return Believed(BinaryPrimitives.ReadUInt16BigEndian(at[7..]), BinaryPrimitives.ReadUInt16BigEndian(at[5..]));
            var size = BinaryPrimitives.ReadUInt16BigEndian(at[2..]);
            if (at[1] is <= 0x01 or (>= 0xD0 and <= 0xDA) || size < 2) return null;
            place += 2 + size;
        }
        return null;

        bool Fetch(long offset, int bytes, Span<byte> into)
        {
            if (offset >= from && offset + bytes <= from + length) return true;
            (from, length) = (offset, read(offset, into));
            return length >= bytes;
        }
    }

    private static (int Width, int Height)? Believed(uint width, uint height) =>
        width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue ? ((int)width, (int)height) : null;
}
