using System.Buffers.Binary;
using System.IO.Compression;
using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>Grey images as an IDX file holds them.</summary>
/// <param name="Pixels">Count * Rows * Columns bytes, row by row.</param>
public sealed record IdxImages(int Count, int Rows, int Columns, byte[] Pixels);

/// <summary>
/// The IDX format of MNIST and its successors: two zero bytes, a type (8 = unsigned byte), the number of sizes, the sizes as big-endian
/// 32-bit numbers, then the bytes. Files may be gzipped, whatever their name says.
/// </summary>
public static class IdxFile
{
    private const byte UnsignedByte = 8;
    private const int ChunkBytes = 1 << 20;

    /// <summary>Reads images: sizes N, rows, columns.</summary>
    /// <exception cref="DataFileException">The file is missing, truncated, too long, or no IDX file of images.</exception>
    public static IdxImages ReadImages(string path)
    {
        var (sizes, bytes) = Read(path, "images", sizeCount: 3);
        return new IdxImages(sizes[0], sizes[1], sizes[2], bytes);
    }

    /// <summary>Reads labels: one size N, one byte a label.</summary>
    /// <exception cref="DataFileException">The file is missing, truncated, too long, or no IDX file of labels.</exception>
    public static byte[] ReadLabels(string path) => Read(path, "labels", sizeCount: 1).Bytes;

    private static (int[] Sizes, byte[] Bytes) Read(string path, string content, int sizeCount)
    {
        try
        {
            return DataFile.Open(path, () =>
            {
                using var file = new FileStream(DataFile.OpenRead(path), FileAccess.Read);
                using var stream = Decompressed(file);
                var sizes = ReadHeader(stream, path, content, sizeCount);
                return (sizes, ReadBody(stream, path, sizes));
            });
        }
        catch (InvalidDataException damaged)
        {
            throw new DataFileException(path, "the gzip data are damaged or truncated", damaged);
        }
    }

    private static Stream Decompressed(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var gzipped = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1f, 0x8b];
        file.Position = 0;
        return gzipped ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static int[] ReadHeader(Stream stream, string path, string content, int sizeCount)
    {
        var header = new byte[4 + 4 * sizeCount];
        var read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read >= 4 && header[..4] is not [0, 0, UnsignedByte, _])
            throw new DataFileException(path, Invariant($"is no IDX file of bytes (begins with 0x{Convert.ToHexString(header, 0, 4)})"));
        if (read >= 4 && header[3] != sizeCount)
            throw new DataFileException(path, Invariant($"is no IDX file of {content}: its header has {header[3]} sizes, not {sizeCount}"));
        if (read < header.Length)
            throw new DataFileException(path, Invariant($"ends within its header ({read} of {header.Length} bytes)"));
        var sizes = new int[sizeCount];
        var total = 1L;
        for (var i = 0; i < sizeCount; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i));
            // Each factor is below 2^32 and the product so far at most 2^31: no overflow before the check.
            if (size == 0 || (total *= size) > Array.MaxLength)
                throw new DataFileException(path, Invariant($"its header says size {size} in place {i + 1}: nothing, or more than fits into memory"));
            sizes[i] = (int)size;
        }
        return sizes;
    }

    private static byte[] ReadBody(Stream stream, string path, int[] sizes)
    {
        var expected = sizes.Aggregate(1, (product, size) => product * size);
        // The header may lie, so the buffer grows with what is really there.
        var bytes = new byte[Math.Min(expected, ChunkBytes)];
        var read = 0;
        while (true)
        {
            var got = stream.Read(bytes, read, bytes.Length - read);
            read += got;
            if (read == expected) break;
            if (got == 0)
                throw new DataFileException(path, Invariant($"is truncated: its header says {expected} bytes ({string.Join(" x ", sizes)}), {read} are there"));
            if (read == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(expected, 2L * bytes.Length));
        }
        if (stream.ReadByte() >= 0)
            throw new DataFileException(path, Invariant($"is longer than the {expected} bytes ({string.Join(" x ", sizes)}) its header says"));
        return bytes;
    }
}
