using System.IO.Compression;
using System.Text;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Data.Decoding;
using S3Actors.Models.Space;
using S3Actors.Models.Training;

namespace S3Actors.Tests.Coordinator.Fuzzing;

/// <summary>Files of images, weights and architectures.</summary>
internal sealed class FileTargets : IDisposable
{
    private static readonly string[] JsonPieces =
        ["{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "0", "1e999", "1e-999", "99999999999", "1000000", "\"stages\"", "\"network\"", "\"architecture\"", "\"blocks\"", "\"shape\"", "/*", "\u0000"];

    private static readonly string[] TextPieces = ["w4n2m2q24", "/", ":", ",", "w", "n", "m", "q", "0", "00", "1000000", "2147483648", "-1", "1.5", "0.3333333", "1e9", "NaN", " ", "\n"];
    /// <summary>DEFLATE repeats 1032 bytes at most, and a byte of a PNG can stand for 8 pixels, each of which is a number of 4 bytes.</summary>
    private const long Inflated = 1032 * 8 * 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public FuzzTarget Idx() => new([IdxBytes(2, 3, 3), IdxBytes(1, 1, 2), IdxBytes(5), Zipped(IdxBytes(2, 3, 3))], [], bytes => FuzzTarget.Refused<DataFileException>(() =>
    {
        var file = Written(bytes);
        // Labels have one size and images three: the header says what the file means to be.
        if (bytes.Length > 3 && bytes[3] == 1) IdxFile.ReadLabels(file);
        else IdxFile.ReadImages(file);
    })) { BytesOfByte = Inflated };

    public FuzzTarget Cifar() => new([Records(3073, 1), Records(3073, 3), Records(3074, 2)], [], bytes => FuzzTarget.Refused<DataFileException>(() =>
        CifarFile.Read([Written(bytes)], bytes.Length % 3074 == 0 ? 2 : 1, 10)));

    public static FuzzTarget Header() => new(Images(), [], bytes => ImageHeader.Read((offset, target) => Part(bytes, offset, target)) is not null);

    public static FuzzTarget Image()
    {
        var target = new ImageBuffer();
        return new(Images(), [], bytes => FuzzTarget.Refused<DataFileException>(() => ImageDecoder.Decode(bytes, bytes.Length % 2 == 0 ? 1 : 3, "x", target))) { BytesOfByte = Inflated };
    }

    public FuzzTarget Safetensors()
    {
        SafetensorsFile.Write(_folder.Path("seed"), [new("a", [2, 3], stream => stream.Write(new byte[24])), new("b.c", [1], stream => stream.Write(new byte[4]))], new Dictionary<string, string> { ["format"] = "pt" });
        return new([File.ReadAllBytes(_folder.Path("seed"))], JsonPieces, bytes => FuzzTarget.Refused<CheckpointDamagedException>(() =>
        {
            var content = SafetensorsFile.Read(Written(bytes));
            foreach (var tensor in content.Names) content.Floats(tensor);
        }));
    }

    /// <summary>All that <c>cost</c> does with an architecture: its file in each form, or its text.</summary>
    public FuzzTarget Architecture()
    {
        var architecture = new Architecture([new StageArchitecture(16, [new(2, 1, 2, 16), new(4, 2, 0.5, 12)]), new StageArchitecture(32, [new(2, 1, 1.5, 16)])]);
        var skeleton = new NetworkSkeleton(32, 4, 1, 10);
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes(new ArchitectureFile(architecture.Stages, skeleton).ToJson()),
            Encoding.UTF8.GetBytes($$"""{"architecture": "{{architecture}}", "network": {"image_size": 32, "patch_size": 4, "input_channels": 1, "class_count": 10} }"""),
            Encoding.UTF8.GetBytes($$"""{"winners": [{"architecture": "{{architecture}}"}], "n": 3}"""),
            Encoding.UTF8.GetBytes(architecture.CanonicalText),
        ];
        return new(seeds, [.. JsonPieces, .. TextPieces], bytes => FuzzTarget.Refused<BadInputException>(() =>
        {
            var read = bytes.Length % 2 == 0 && seeds[3].AsSpan()[..4].SequenceEqual(bytes.AsSpan(0, Math.Min(4, bytes.Length)))
                ? ArchitectureInput.Read(Encoding.UTF8.GetString(bytes))
                : ArchitectureInput.Read(Written(bytes));
            Assert.True(ArchitectureText.TryParse(read.Architecture.CanonicalText, out var same) && same!.Equals(read.Architecture), read.Architecture.CanonicalText);
            read.CostIn(read.Network ?? skeleton, "x");
        }));
    }

    private string Written(byte[] bytes)
    {
        var path = _folder.Path("input");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] IdxBytes(params int[] sizes) =>
        [0, 0, 8, (byte)sizes.Length, .. sizes.SelectMany(size => (byte[])[0, 0, 0, (byte)size]), .. Enumerable.Range(0, sizes.Aggregate(1, (product, size) => product * size)).Select(i => (byte)i)];

    private static byte[] Zipped(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(bytes);
        return target.ToArray();
    }

    private static byte[] Records(int bytes, int count) => [.. Enumerable.Range(0, bytes * count).Select(i => (byte)(i % bytes % 10))];

    private static List<byte[]> Images() =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "images")).Where(file => Path.GetExtension(file) is ".png" or ".jpg").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static int Part(byte[] bytes, long offset, Span<byte> target)
    {
        if (offset >= bytes.Length) return 0;
        var part = bytes.AsSpan((int)offset, Math.Min(target.Length, bytes.Length - (int)offset));
        part.CopyTo(target);
        return part.Length;
    }
}
