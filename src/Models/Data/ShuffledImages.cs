using System.Security.Cryptography;
using S3Actors.Models.Randomness;

namespace S3Actors.Models.Data;

/// <summary>
/// The images of another source in a fixed random order, the same for every campaign: where images are stored class by class, every run
/// of them has images of all classes then, and can be split off.
/// </summary>
public sealed class ShuffledImages : IImageSource
{
    private readonly IImageSource _images;
    private readonly int[] _order;

    /// <summary>Shuffles a source.</summary>
    public ShuffledImages(IImageSource images)
    {
        _images = images;
        _order = [.. Enumerable.Range(0, images.Count)];
        new CounterRandom(0, RandomPurpose.SplitOrder, 0, 0).Shuffle<int>(_order);
    }

    /// <summary>The images in their own order.</summary>
    public IImageSource Images => _images;

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <inheritdoc/>
    public int Channels => _images.Channels;

    /// <inheritdoc/>
    public int ClassCount => _images.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _images.ClassNames;

    /// <inheritdoc/>
    public (int Height, int Width)? CommonSize => _images.CommonSize;

    /// <inheritdoc/>
    public bool IsInMemory => _images.IsInMemory;

    /// <inheritdoc/>
    public string Name(int index) => _images.Name(_order[index]);

    /// <inheritdoc/>
    public int Label(int index) => _images.Label(_order[index]);

    /// <inheritdoc/>
    public (int Width, int Height)? StoredSize(int index) => _images.StoredSize(_order[index]);

    /// <inheritdoc/>
    public long Length(int index) => _images.Length(_order[index]);

    /// <inheritdoc/>
    public byte[] Digest(int index) => _images.Digest(_order[index]);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer target) => _images.Read(_order[index], target);

    /// <summary>That of the source, and a mark: the order follows from the number of images.</summary>
    public void AppendIdentity(IncrementalHash hash, EarlierFiles? earlier = null)
    {
        _images.AppendIdentity(hash, earlier);
        hash.AppendData("shuffled"u8);
    }
}
