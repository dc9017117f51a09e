using System.Buffers;
using System.Runtime.InteropServices;

namespace S3Actors.Models.Data.Decoding;

/// <summary>JPEG by libjpeg-turbo's TurboJPEG library: its exact inverse transform and smooth chroma, as its other users have by default.</summary>
internal static class Jpeg
{
    private const string Library = "libturbojpeg.so.0";
    private const string Package = "libturbojpeg0";

    private const int RgbPixels = 0, CmykPixels = 11; // enum TJPF
    private const int CmykColours = 3, YcckColours = 4; // enum TJCS
    private const int ExactTransform = 4096; // TJFLAG_ACCURATEDCT
    private const int Warning = 0; // enum TJERR

    public static void Decode(ReadOnlySpan<byte> bytes, int channels, string file, ImageBuffer target)
    {
        ref readonly var jpeg = ref MemoryMarshal.GetReference(bytes);
        var handle = IntPtr.Zero;
        var rented = Array.Empty<byte>();
        try
        {
            handle = Open(file);
            var size = new CULong((nuint)bytes.Length);
            if (DecompressHeader(handle, in jpeg, size, out var width, out var height, out _, out var colours) != 0) throw Damaged(handle, file);
            if (width < 1) throw new DataFileException(file, "cannot be decoded as JPEG: it ends within its header");
            ImageDecoder.RequireSize(width, height, bytes.Length, file);
            var isCmyk = colours is CmykColours or YcckColours;
            var pixelBytes = isCmyk ? 4 : 3;
            rented = ArrayPool<byte>.Shared.Rent(checked(width * height * pixelBytes));
            if (Decompress(handle, in jpeg, size, rented, width, width * pixelBytes, height, isCmyk ? CmykPixels : RgbPixels, ExactTransform) != 0) Require(handle, file);
            if (isCmyk) InterleavedPixels.InvertedCmykToRgb(rented, width * height);
            target.Reshape(channels, height, width);
            InterleavedPixels.ToPlanes(rented, target);
        }
        finally
        {
            if (handle != IntPtr.Zero) _ = Destroy(handle);
            if (rented.Length > 0) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static IntPtr Open(string file)
    {
        var handle = IntPtr.Zero;
        ImageDecoder.UseLibrary(Library, Package, file, () => handle = InitDecompress());
        return handle != IntPtr.Zero ? handle : throw new DataFileException(file, $"{Library} cannot be set up: out of memory");
    }

    /// <summary>Goes on after a warning that leaves the picture whole (stray bytes between markers: ImageNet has such files).</summary>
    /// <exception cref="DataFileException">The picture is damaged.</exception>
    private static void Require(IntPtr handle, string file)
    {
        if (GetErrorCode(handle) != Warning || Message(handle).Contains("remature end", StringComparison.Ordinal)) throw Damaged(handle, file);
    }

    private static DataFileException Damaged(IntPtr handle, string file) => new(file, $"cannot be decoded as JPEG: {Message(handle)}");

    private static string Message(IntPtr handle) => Marshal.PtrToStringUTF8(GetError(handle)) ?? "";

    [DllImport(Library, EntryPoint = "tjInitDecompress")]
    private static extern IntPtr InitDecompress();

    [DllImport(Library, EntryPoint = "tjDestroy")]
    private static extern int Destroy(IntPtr handle);

    [DllImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static extern int DecompressHeader(
        IntPtr handle, in byte jpeg, CULong size, out int width, out int height, out int subsampling, out int colours);

    [DllImport(Library, EntryPoint = "tjDecompress2")]
    private static extern int Decompress(
        IntPtr handle, in byte jpeg, CULong size, byte[] target, int width, int pitch, int height, int pixelFormat, int flags);

    [DllImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static extern IntPtr GetError(IntPtr handle);

    [DllImport(Library, EntryPoint = "tjGetErrorCode")]
    private static extern int GetErrorCode(IntPtr handle);
}
