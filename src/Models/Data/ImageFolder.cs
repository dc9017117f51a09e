using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using S3Actors.Models.Data.Decoding;
using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>
/// JPEG and PNG files in a folder for each class, at any depth below it, as ImageNet is usually laid out. Classes are numbered by the
/// ordinal order of their folders' names, images by class and then by the ordinal order of their paths. A file is read and decoded
/// whenever its image is asked for: memory holds the list of files only.
/// </summary>
public sealed class ImageFolder : IImageSource
{
    private const int SampledFiles = 256;
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];
    private readonly string _root;
    private readonly string[] _files; // relative to the root, with '/'
    private readonly int[] _labels;

    private ImageFolder(string root, IReadOnlyList<string> classes, string[] files, int[] labels, int channels)
    {
        (_root, Classes, _files, _labels) = (root, classes, files, labels);
        (Count, Channels, ClassCount) = (files.Length, channels, classes.Count);
    }

    /// <summary>Names of the classes' folders, ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public int ClassCount { get; }

    /// <inheritdoc/>
    public (int Height, int Width)? CommonSize => null;

    /// <inheritdoc/>
    public bool IsInMemory => false;

    /// <summary>Lists the images of a folder; opens none.</summary>
    /// <param name="channels">1 or 3: what the images are decoded to.</param>
    /// <param name="classCount">Classes that there must be.</param>
    /// <exception cref="DataFileException">There is no such folder; it has no folders, or not so many; or one of them has no image.</exception>
    public static ImageFolder Open(string root, int channels, int classCount)
    {
        if (!Directory.Exists(root)) throw new DataFileException(root, File.Exists(root) ? "is a file, not a folder" : "no such folder");
        var classes = DataFile.Open(root, () => Directory.GetDirectories(root)).Select(path => Path.GetFileName(path)).Where(name => name[0] != '.').Order(StringComparer.Ordinal).ToList();
        if (classes.Count == 0) throw new DataFileException(root, "has no class folders: each class is a folder with its JPEG or PNG files");
        if (classes.Count != classCount) throw new DataFileException(root, Invariant($"has {classes.Count} class folders, but network.class_count is {classCount}"));
        var (files, labels) = (new List<string>(), new List<int>());
        for (var label = 0; label < classes.Count; label++)
        {
            var folder = Path.Combine(root, classes[label]);
            var before = files.Count;
            files.AddRange(DataFile.Open(folder, () => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal).ToList()));
            if (files.Count == before) throw new DataFileException(folder, "holds no JPEG or PNG file (.jpg, .jpeg, .png)");
            labels.AddRange(Enumerable.Repeat(label, files.Count - before));
        }
        return new ImageFolder(root, classes, [.. files], [.. labels], channels);
    }

    /// <exception cref="DataFileException">Another folder's classes have other names: its labels would mean something else.</exception>
    public void RequireClassesOf(ImageFolder other)
    {
        var strange = Classes.Except(other.Classes, StringComparer.Ordinal).FirstOrDefault();
        if (strange is not null) throw new DataFileException(_root, $"has a class folder '{strange}' that {other._root} has not");
    }

    /// <inheritdoc/>
    public int Label(int index) => _labels[index];

    /// <summary>Its file.</summary>
    public string Name(int index) => Path.Combine(_root, _files[index]);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer target)
    {
        var file = Name(index);
        using var handle = DataFile.Open(file, () => File.OpenHandle(file, options: FileOptions.SequentialScan));
        var length = DataFile.Open(file, () => checked((int)RandomAccess.GetLength(handle)));
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = 0;
            while (read < length && DataFile.Open(file, () => RandomAccess.Read(handle, bytes.AsSpan(read, length - read), read)) is var got and > 0) read += got;
            ImageDecoder.Decode(bytes.AsSpan(0, read), Channels, file, target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>
    /// Every image's path, class and length in bytes; and the whole content of 256 files spread evenly over the list, of all where there
    /// are no more. A file that was changed without a change of its length is noticed in a small folder, and most likely not in a large one.
    /// </summary>
    public void AppendIdentity(IncrementalHash hash)
    {
        Span<byte> number = stackalloc byte[8];
        foreach (var size in (ReadOnlySpan<int>)[Count, Channels, ClassCount]) Append(hash, number, size);
        for (var i = 0; i < Count; i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(_files[i]));
            Append(hash, number, _labels[i]);
            var file = Name(i);
            Append(hash, number, DataFile.Open(file, () => new FileInfo(file).Length));
        }
        var sampled = Math.Min(SampledFiles, Count);
        for (var i = 0; i < sampled; i++) hash.AppendData(SHA256.HashData(DataFile.ReadAllBytes(Name((int)((long)i * Count / sampled)))));
    }

    private static void Append(IncrementalHash hash, Span<byte> number, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        hash.AppendData(number);
    }
}
