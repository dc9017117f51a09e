using System.Collections.Concurrent;
using System.Security.Cryptography;
using S3Actors.Messages.Campaign;

namespace S3Actors.Models.Data;

/// <summary>
/// The images of another source as squares of the network's size (<see cref="ImageFit"/>), of which as many are kept in memory as fit
/// into a given room: evaluations read the same images many times.
/// </summary>
/// <param name="original">The source.</param>
/// <param name="fitting">null centres images on black.</param>
/// <param name="side">Pixels.</param>
/// <param name="cacheBytes">Room for images that are kept; 0 keeps none.</param>
public sealed class FittedImages(IImageSource original, ImageFitting? fitting, int side, long cacheBytes) : IImageSource
{
    private readonly byte[]?[] _kept = new byte[]?[original.Count];
    private readonly ConcurrentBag<(ImageBuffer Image, ImageFit Fit)> _workplaces = [];
    private long _roomLeft = cacheBytes;

    /// <inheritdoc/>
    public int Count => original.Count;

    /// <inheritdoc/>
    public int Channels => original.Channels;

    /// <inheritdoc/>
    public int ClassCount => original.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => original.ClassNames;

    /// <inheritdoc/>
    public (int Height, int Width)? CommonSize => (side, side);

    /// <inheritdoc/>
    public bool IsInMemory => false;

    /// <inheritdoc/>
    public IImageSource Original => original;

    /// <inheritdoc/>
    public string Name(int index) => original.Name(index);

    /// <inheritdoc/>
    public int Label(int index) => original.Label(index);

    /// <inheritdoc/>
    public (int Width, int Height)? StoredSize(int index) => original.StoredSize(index);

    /// <inheritdoc/>
    public long Length(int index) => original.Length(index);

    /// <inheritdoc/>
    public byte[] Digest(int index) => original.Digest(index);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer target)
    {
        if (Volatile.Read(ref _kept[index]) is { } kept)
        {
            target.Reshape(Channels, side, side);
            kept.CopyTo(target.Pixels);
            return;
        }
        var (image, fit) = _workplaces.TryTake(out var workplace) ? workplace : (new ImageBuffer(), new ImageFit(fitting, side));
        original.Read(index, image);
        fit.Apply(image, target, original.Name(index));
        _workplaces.Add((image, fit));
        Keep(index, target);
    }

    /// <summary>That of the source: the fitting is part of the specification.</summary>
    public void AppendIdentity(IncrementalHash hash, EarlierFiles? earlier = null) => original.AppendIdentity(hash, earlier);

    private void Keep(int index, ImageBuffer image)
    {
        var bytes = image.Pixels.Length;
        if (Interlocked.Read(ref _roomLeft) < bytes) return;
        if (Interlocked.Add(ref _roomLeft, -bytes) >= 0) Volatile.Write(ref _kept[index], image.Pixels.ToArray());
        else Interlocked.Add(ref _roomLeft, bytes);
    }
}
