using static System.FormattableString;

namespace S3Actors.Models.Data.Decoding;

/// <summary>Decodes JPEG and PNG, told apart by their first bytes: names lie (ImageNet has a PNG that is called .JPEG).</summary>
public static class ImageDecoder
{
    /// <summary>More than any photograph has: a header that lies, or a bomb.</summary>
    public const long MaximumPixels = 200_000_000;

    /// <summary>Pixels that a byte of a file can stand for: DEFLATE repeats 1032 bytes of 8 pixels each; a JPEG's blocks take a bit each.</summary>
    private const long PixelsOfByte = 8 * 1032;

    private static ReadOnlySpan<byte> JpegSignature => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Decodes an image as grey (one channel) or as red, green, blue (three); transparency is ignored.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="file">Named in the error.</param>
    /// <exception cref="DataFileException">It is no JPEG or PNG, or a damaged one; or the library that decodes it is not installed.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, int channels, string file, ImageBuffer target)
    {
        if (bytes.StartsWith(JpegSignature)) Jpeg.Decode(bytes, channels, file, target);
        else if (bytes.StartsWith(PngSignature)) Png.Decode(bytes, channels, file, target);
        else throw new DataFileException(file, bytes.IsEmpty ? "is empty" : Invariant($"is neither JPEG nor PNG (begins with 0x{Convert.ToHexString(bytes[..Math.Min(4, bytes.Length)])})"));
    }

    /// <exception cref="DataFileException">A header says sizes that are not to be believed.</exception>
    internal static void RequireSize(long width, long height, long fileBytes, string file)
    {
        if (SizeProblem(width, height) is { } problem) throw new DataFileException(file, problem);
        if (width * height / PixelsOfByte > fileBytes) throw new DataFileException(file, Invariant($"its header says {width} x {height} pixels, more than its {fileBytes} bytes can hold"));
    }

    /// <summary>What is wrong with the size that a header says, in words; null where it is decoded.</summary>
    public static string? SizeProblem(long width, long height) =>
        width >= 1 && height >= 1 && width * height <= MaximumPixels ? null : Invariant($"its header says {width} x {height} pixels; 1 to {MaximumPixels} are decoded");

    /// <summary>Calls a native library.</summary>
    /// <param name="library">Its file, e.g. <c>libspng.so.0</c>.</param>
    /// <param name="package">Debian's package of it.</param>
    /// <exception cref="DataFileException">The library is not installed, or lacks a function.</exception>
    public static void UseLibrary(string library, string package, string file, Action use)
    {
        try
        {
            use();
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DataFileException(file, $"to decode it takes {library}, which is not installed here (Debian: apt-get install {package})", missing);
        }
    }
}
