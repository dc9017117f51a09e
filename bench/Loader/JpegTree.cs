using System.Runtime.InteropServices;
using S3Actors.Models.Randomness;

namespace S3Actors.Bench.Loader;

/// <summary>Made-up photographs as JPEG files in a folder by class, gone afterwards.</summary>
internal sealed class JpegTree : IDisposable
{
    /// <summary>About ImageNet's mean image: 500 x 375 pixels, and a quality that makes files of its mean 110 KB of the noise here.</summary>
    public const int Width = 500, Height = 375, Quality = 90;

    private const string Library = "libturbojpeg.so.0";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3actors-loader-");

    /// <summary>Writes so many images in two classes.</summary>
    public JpegTree(int images)
    {
        var compressor = InitCompress();
        for (var image = 0; image < images; image++)
        {
            var bytes = IntPtr.Zero;
            var size = new CULong(0);
            if (Compress(compressor, Photograph(image), Width, 0, Height, 0, ref bytes, ref size, 2, Quality, 0) != 0)
                throw new InvalidOperationException("TurboJPEG cannot compress.");
            var file = new byte[(int)size.Value];
            Marshal.Copy(bytes, file, 0, file.Length);
            Free(bytes);
            Bytes += file.Length;
            File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(Root, image % 2 == 0 ? "even" : "odd")).FullName,
                $"{image:0000}.jpg"), file);
        }
        _ = Destroy(compressor);
    }

    public string Root => _folder.FullName;

    /// <summary>Of all files together.</summary>
    public long Bytes { get; private set; }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Slow waves with fine noise.</summary>
    private static byte[] Photograph(int image)
    {
        var random = new CounterRandom(1, RandomPurpose.SpaceStatistics, 0, image);
        var pixels = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                for (var c = 0; c < 3; c++)
                    pixels[(y * Width + x) * 3 + c] = (byte)(128 + 70 * Math.Sin((x * (c + 1) + 40 * image) / 90.0) * Math.Cos(y / (50.0 + 20 * c))
                        + random.NextInt32(40) - 20);
        return pixels;
    }

    [DllImport(Library, EntryPoint = "tjInitCompress")]
    private static extern IntPtr InitCompress();

    [DllImport(Library, EntryPoint = "tjCompress2")]
    private static extern int Compress(
        IntPtr handle, byte[] pixels, int width, int pitch, int height, int pixelFormat, ref IntPtr jpeg, ref CULong size, int subsampling, int quality,
        int flags);

    [DllImport(Library, EntryPoint = "tjFree")]
    private static extern void Free(IntPtr jpeg);

    [DllImport(Library, EntryPoint = "tjDestroy")]
    private static extern int Destroy(IntPtr handle);
}
