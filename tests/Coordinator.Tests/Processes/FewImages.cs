using System.Buffers.Binary;
using System.IO.Compression;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>
/// The first 3000 training images and 500 test images of Fashion-MNIST under its files' names. A campaign reads and checks all images of its
/// files as it begins: of the whole set that takes longer than a tiny campaign trains.
/// </summary>
internal static class FewImages
{
    public const string Source = "/usr/share/datasets/fashion-mnist";
    private static readonly Lazy<string> Written = new(Write);

    public static string Folder => Written.Value;

    private static string Write()
    {
        var folder = Directory.CreateTempSubdirectory("s3actors-images-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        foreach (var (set, count) in new[] { ("train", 3000), ("t10k", 500) })
        {
            Cut($"{set}-images-idx3-ubyte.gz", headerBytes: 16, itemBytes: 28 * 28, count);
            Cut($"{set}-labels-idx1-ubyte.gz", headerBytes: 8, itemBytes: 1, count);
        }
        return folder;

        void Cut(string name, int headerBytes, int itemBytes, int count)
        {
            using var whole = new GZipStream(File.OpenRead(Path.Combine(Source, name)), CompressionMode.Decompress);
            var bytes = new byte[headerBytes + itemBytes * count];
            whole.ReadExactly(bytes);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), count);
            using var cut = new GZipStream(File.Create(Path.Combine(folder, name)), CompressionLevel.Fastest);
            cut.Write(bytes);
        }
    }
}
