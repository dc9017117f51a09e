using System.Buffers;
using System.Runtime.InteropServices;

namespace S3Actors.Models.Data.Decoding;

/// <summary>PNG of every colour type and depth by libspng.</summary>
internal static class Png
{
    private const string Library = "libspng.so.0";
    private const string Package = "libspng0";
    private const int Rgb8 = 4; // SPNG_FMT_RGB8

    public static void Decode(ReadOnlySpan<byte> bytes, int channels, string file, ImageBuffer target)
    {
        // The library keeps the address of the bytes until it has decoded: they may not move meanwhile.
        var copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(copy);
        var pinned = GCHandle.Alloc(copy, GCHandleType.Pinned);
        var context = IntPtr.Zero;
        var rented = Array.Empty<byte>();
        try
        {
            ImageDecoder.UseLibrary(Library, Package, file, () => context = NewContext(0));
            if (context == IntPtr.Zero) throw new DataFileException(file, $"{Library} cannot be set up: out of memory");
            Require(SetBuffer(context, pinned.AddrOfPinnedObject(), (nuint)bytes.Length), file);
            Require(GetHeader(context, out var header), file);
            ImageDecoder.RequireSize(header.Width, header.Height, bytes.Length, file);
            var (width, height) = ((int)header.Width, (int)header.Height);
            rented = ArrayPool<byte>.Shared.Rent(checked(width * height * 3));
            Require(DecodeImage(context, rented, (nuint)(width * height * 3), Rgb8, 0), file);
            target.Reshape(channels, height, width);
            InterleavedPixels.ToPlanes(rented, target);
        }
        finally
        {
            if (context != IntPtr.Zero) FreeContext(context);
            pinned.Free();
            ArrayPool<byte>.Shared.Return(copy);
            if (rented.Length > 0) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <exception cref="DataFileException">The library refused.</exception>
    private static void Require(int error, string file)
    {
        if (error != 0) throw new DataFileException(file, $"cannot be decoded as PNG: {Marshal.PtrToStringUTF8(ErrorText(error))}");
    }

    /// <summary><c>struct spng_ihdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public uint Width;
        public uint Height;
        public byte BitDepth;
        public byte ColourType;
        public byte Compression;
        public byte Filter;
        public byte Interlace;
    }

    [DllImport(Library, EntryPoint = "spng_ctx_new")]
    private static extern IntPtr NewContext(int flags);

    [DllImport(Library, EntryPoint = "spng_ctx_free")]
    private static extern void FreeContext(IntPtr context);

    [DllImport(Library, EntryPoint = "spng_set_png_buffer")]
    private static extern int SetBuffer(IntPtr context, IntPtr bytes, nuint size);

    [DllImport(Library, EntryPoint = "spng_get_ihdr")]
    private static extern int GetHeader(IntPtr context, out Header header);

    [DllImport(Library, EntryPoint = "spng_decode_image")]
    private static extern int DecodeImage(IntPtr context, byte[] target, nuint size, int format, int flags);

    [DllImport(Library, EntryPoint = "spng_strerror")]
    private static extern IntPtr ErrorText(int error);
}
