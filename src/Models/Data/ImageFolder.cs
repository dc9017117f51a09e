using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using S3Actors.Models.Data.Decoding;
using S3Actors.Models.Data.Files;
using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>
/// JPEG and PNG files in a folder for each class, at any depth below it, as ImageNet is usually laid out. Classes are numbered by the
/// ordinal order of their folders' names, images by class and then by the ordinal order of their paths (<see cref="ImageListing"/>). A file
/// is read and decoded whenever its image is asked for: memory holds the list of files only.
/// </summary>
public sealed class ImageFolder : IImageSource
{
    /// <summary>Bytes that an image's file may have.</summary>
    public const long MaximumFileBytes = 1 << 29;

    private const int SampledFiles = 256;
    private const int NamesInMessages = 8;
    private readonly string _root;
    private readonly ImageListing _listing;
    private readonly ConcurrentDictionary<int, DataFileException> _damaged = [];
    private readonly ConcurrentDictionary<int, byte[]> _sampled = []; // digests of what the identity covers whole

    private ImageFolder(string root, ImageListing listing, int channels)
    {
        (_root, _listing) = (root, listing);
        ClassNames = [.. listing.Classes.Select(FileName.Shown)];
        (Count, Channels, ClassCount) = (listing.Images.Count, channels, listing.Classes.Count);
    }

    /// <summary>Names of the classes' folders, ordinal order, as they can be shown.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What of the folder is no image of it, a line each.</summary>
    public IReadOnlyList<string> LeftOut => [.. _listing.LeftOut.Select(note => $"{FileName.Shown(_root)}: {note}")];

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
    /// <exception cref="DataFileException">There is no such folder; it has no folders; or one of them has no image.</exception>
    public static ImageFolder Open(string root, int channels)
    {
        var listing = ImageListing.Of(root);
        return new ImageFolder(root, listing, channels);
    }

    /// <summary>Training and test images have the same classes, as many as the network tells apart, and each has images.</summary>
    /// <exception cref="DataFileException">They have not; folders that are too many are named.</exception>
    public static void RequireClasses(ImageFolder training, ImageFolder test, int classCount)
    {
        RequireClassesOf(training, test);
        RequireClassesOf(test, training);
        if (training.ClassCount != classCount)
        {
            var empty = training.EmptyClasses();
            throw new DataFileException(training._root, Invariant($"has {training.ClassCount} class folders, but network.class_count is {classCount}: {Some(training.ClassNames)}")
                + (empty.Count == 0 ? "" : $"; no image is in {Some(empty)}"));
        }
        training.RequireImages();
        test.RequireImages();
    }

    /// <inheritdoc/>
    public int Label(int index) => _listing.Images[index].Label;

    /// <summary>Its file, as it can be shown.</summary>
    public string Name(int index) => FileName.Shown(PathOf(index));

    /// <inheritdoc/>
    public long Length(int index) => _listing.Images[index].Bytes;

    /// <inheritdoc/>
    public byte[] Digest(int index) => SHA256.HashData(DataFile.ReadAllBytes(PathOf(index), MaximumFileBytes));

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer target)
    {
        try
        {
            DataFile.Read(PathOf(index), MaximumFileBytes, (bytes, path) => ImageDecoder.Decode(bytes, Channels, path, target));
        }
        catch (DataFileException damaged)
        {
            _damaged.TryAdd(index, damaged);
            throw;
        }
    }

    /// <inheritdoc/>
    public (int Width, int Height)? StoredSize(int index)
    {
        var path = PathOf(index);
        using var handle = DataFile.OpenRead(path);
        return ImageHeader.Read((offset, target) => DataFile.ReadAt(handle, path, offset, target));
    }

    /// <summary>
    /// Every image's path, class and length in bytes; and the whole content of 256 files spread evenly over the list, of all where there
    /// are no more. A file that was changed without a change of its length is noticed in a small folder, and most likely not in a large one.
    /// </summary>
    public void AppendIdentity(IncrementalHash hash, EarlierFiles? earlier = null)
    {
        Span<byte> number = stackalloc byte[8];
        foreach (var size in (ReadOnlySpan<int>)[Count, Channels, ClassCount]) Append(hash, number, size);
        for (var i = 0; i < Count; i++)
        {
            var image = _listing.Images[i];
            hash.AppendData(FileName.ToBytes(image.Path));
            Append(hash, number, image.Label);
            Append(hash, number, Earlier(i, earlier)?.Bytes ?? (image.IsLink && earlier is { LengthsOfLinks: true } ? LinkBytes(i) : image.Bytes));
        }
        var sampled = Math.Min(SampledFiles, Count);
        for (var i = 0; i < sampled; i++)
        {
            var index = (int)((long)i * Count / sampled);
            var digest = Digest(index);
            _sampled[index] = digest;
            hash.AppendData(Earlier(index, earlier) is { } then ? Convert.FromHexString(then.Sha256) : digest);
        }
    }

    /// <summary>Whether any file could not be read or decoded since the folder was opened.</summary>
    public bool HasFailed => !_damaged.IsEmpty;

    /// <summary>Whether any of the files is a symbolic link.</summary>
    public bool HasLinks => _listing.Images.Any(image => image.IsLink);

    /// <summary>
    /// The files that could not be decoded since the folder was opened, with what the digest covers of them; without those that have
    /// changed since, which had better come back as they were.
    /// </summary>
    /// <param name="set">The folder's name in a <see cref="DamagedImage"/>.</param>
    public IReadOnlyList<DamagedImage> Damaged(string set)
    {
        var damaged = new List<DamagedImage>();
        foreach (var index in _damaged.Keys.Order())
        {
            try
            {
                var bytes = DataFile.ReadAllBytes(PathOf(index), MaximumFileBytes);
                var (length, digest) = (_listing.Images[index].Bytes, SHA256.HashData(bytes));
                if (bytes.Length != length || (_sampled.TryGetValue(index, out var first) && !first.AsSpan().SequenceEqual(digest))) continue;
                damaged.Add(new DamagedImage(set, FileName.Shown(_listing.Images[index].Path), length, Convert.ToHexStringLower(digest)));
            }
            catch (DataFileException)
            {
                // Gone or unreadable: what helps is that it comes back.
            }
        }
        return damaged;
    }

    private static void RequireClassesOf(ImageFolder one, ImageFolder other)
    {
        // By the folders' own names: two that are no UTF-8 may look alike where they are shown.
        var strange = one._listing.Classes.Except(other._listing.Classes, StringComparer.Ordinal).Select(FileName.Shown).ToList();
        if (strange.Count == 0) return;
        var what = strange.Count == 1 ? $"a class folder {Some(strange)}" : Invariant($"{strange.Count} class folders ({Some(strange)})");
        throw new DataFileException(one._root, $"has {what} that {FileName.Shown(other._root)} has not: both have the same, one for each class");
    }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesInMessages).Select(name => $"'{name}'")) + (names.Count > NamesInMessages ? ", ..." : "");

    private IReadOnlyList<string> EmptyClasses()
    {
        var filled = _listing.Images.Select(image => image.Label).ToHashSet();
        return [.. ClassNames.Where((_, label) => !filled.Contains(label))];
    }

    private void RequireImages()
    {
        var empty = EmptyClasses();
        if (empty.Count > 0)
            throw new DataFileException(Path.Combine(_root, empty[0]), $"holds no JPEG or PNG file (.jpg, .jpeg, .png){(empty.Count > 1 ? $", nor do {Some(empty.Skip(1).ToList())}" : "")}");
    }

    private DamagedImage? Earlier(int index, EarlierFiles? earlier) => earlier?.Damaged.GetValueOrDefault(FileName.Shown(_listing.Images[index].Path));

    private long LinkBytes(int index) => DataFile.Open(PathOf(index), () => UnixFiles.LinkBytes(PathOf(index)));

    private string PathOf(int index) => Path.Combine(_root, _listing.Images[index].Path);

    private static void Append(IncrementalHash hash, Span<byte> number, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        hash.AppendData(number);
    }
}
