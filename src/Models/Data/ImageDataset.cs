using System.Buffers.Binary;
using System.Security.Cryptography;
using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>Labelled images in memory, as bytes. Nothing changes them after construction.</summary>
public sealed class ImageDataset : IImageSource
{
    /// <summary>Takes the arrays over; the caller no longer writes to them.</summary>
    /// <param name="pixels">N * C * H * W bytes, 0 to 255, images one after another, each channel by channel, row by row.</param>
    /// <param name="labels">N classes, each below <paramref name="classCount"/>.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the arrays, or a label is no class.</exception>
    public ImageDataset(byte[] pixels, byte[] labels, int count, int channels, int height, int width, int classCount)
    {
        if (count < 1 || channels < 1 || height < 1 || width < 1)
            throw new ArgumentException(Invariant($"{count} images of {channels} x {height} x {width}: every size is at least 1"));
        if (pixels.LongLength != (long)count * channels * height * width)
            throw new ArgumentException(Invariant($"{pixels.Length} bytes are not {count} images of {channels} x {height} x {width}"), nameof(pixels));
        if (labels.Length != count)
            throw new ArgumentException(Invariant($"{labels.Length} labels for {count} images"), nameof(labels));
        var wrong = Array.FindIndex(labels, label => label >= classCount);
        if (wrong >= 0)
            throw new ArgumentException(Invariant($"label {labels[wrong]} of image {wrong} is none of the {classCount} classes 0 to {classCount - 1}"), nameof(labels));
        (Pixels, Labels, Count, Channels, Height, Width, ClassCount) = (pixels, labels, count, channels, height, width, classCount);
    }

    /// <summary>N * C * H * W bytes.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>N classes.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <summary>H: pixels.</summary>
    public int Height { get; }

    /// <summary>W: pixels.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public int ClassCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <inheritdoc/>
    public (int Height, int Width)? CommonSize => (Height, Width);

    /// <inheritdoc/>
    public bool IsInMemory => true;

    /// <summary>C * H * W: bytes of one image.</summary>
    public int ImageBytes => Channels * Height * Width;

    /// <summary>The bytes of one image.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.Span.Slice(index * ImageBytes, ImageBytes);

    /// <inheritdoc/>
    public string Name(int index) => Invariant($"image {index}");

    /// <inheritdoc/>
    public int Label(int index) => Labels.Span[index];

    /// <inheritdoc/>
    public (int Width, int Height)? StoredSize(int index) => (Width, Height);

    /// <inheritdoc/>
    public long Length(int index) => ImageBytes;

    /// <inheritdoc/>
    public byte[] Digest(int index) => SHA256.HashData(Image(index));

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer target)
    {
        target.Reshape(Channels, Height, Width);
        Image(index).CopyTo(target.Pixels);
    }

    /// <inheritdoc/>
    public void AppendIdentity(IncrementalHash hash, EarlierFiles? earlier = null)
    {
        Span<byte> number = stackalloc byte[4];
        foreach (var size in (ReadOnlySpan<int>)[Count, Channels, Height, Width, ClassCount])
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, size);
            hash.AppendData(number);
        }
        hash.AppendData(Pixels.Span);
        hash.AppendData(Labels.Span);
    }

    /// <summary>Reads grey images and their labels.</summary>
    /// <exception cref="DataFileException">A file is missing or damaged, the two do not belong together, or a label is no class.</exception>
    public static ImageDataset ReadIdx(string imagesPath, string labelsPath, int classCount)
    {
        var images = IdxFile.ReadImages(imagesPath);
        var labels = IdxFile.ReadLabels(labelsPath);
        if (labels.Length != images.Count)
            throw new DataFileException(labelsPath, Invariant($"holds {labels.Length} labels, but {imagesPath} holds {images.Count} images"));
        try
        {
            return new ImageDataset(images.Pixels, labels, images.Count, 1, images.Rows, images.Columns, classCount);
        }
        catch (ArgumentException wrong)
        {
            throw new DataFileException(labelsPath, wrong.Message, wrong);
        }
    }
}
