using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Measurement;

/// <summary>
/// Evaluated images as bytes on GPUs: put there once and kept, since all subnets of a measurement are judged by the same ones. What was asked
/// for longest ago goes first when there is no more room. Safe for any number of threads.
/// </summary>
/// <param name="room">Bytes on each device; images that are more than that are not kept.</param>
public sealed class DeviceImages(long room) : IDisposable
{
    /// <summary>Bytes that are prepared at once.</summary>
    private const long Piece = 1 << 26;

    private readonly Lock _lock = new();
    private readonly List<Kept> _kept = []; // the one asked for last at the end

    private sealed record Kept(IImageSource Source, int Start, int Count, NetworkSkeleton Skeleton, string Device, long Bytes, Tensor Pixels, Tensor Labels);

    /// <summary>All images of a subset on a device; null where they need more room than there is.</summary>
    /// <returns>[N, C, S, S], bytes, and [N], int64: in the caller's dispose scope, and whole as long as the caller has them.</returns>
    public (Tensor Pixels, Tensor Labels)? Of(ImageSubset subset, NetworkSkeleton skeleton, Device device)
    {
        var bytes = (long)subset.Count * skeleton.InputChannels * skeleton.ImageSize * skeleton.ImageSize;
        if (bytes > room) return null;
        lock (_lock)
        {
            var kept = _kept.Find(it =>
                ReferenceEquals(it.Source, subset.Dataset) && (it.Start, it.Count, it.Device) == (subset.Start, subset.Count, device.ToString())
                    && it.Skeleton == skeleton);
            if (kept is null)
            {
                while (Room(device) < bytes) Drop(_kept.First(it => it.Device == device.ToString()));
                kept = Put(subset, skeleton, device, bytes);
            }
            _kept.Remove(kept);
            _kept.Add(kept);
            return (kept.Pixels.alias(), kept.Labels.alias());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            while (_kept.Count > 0) Drop(_kept[0]);
    }

    private long Room(Device device) => room - _kept.Where(it => it.Device == device.ToString()).Sum(it => it.Bytes);

    private void Drop(Kept kept)
    {
        _kept.Remove(kept);
        kept.Pixels.Dispose();
        kept.Labels.Dispose();
    }

    private static Kept Put(ImageSubset subset, NetworkSkeleton skeleton, Device device, long bytes)
    {
        var atOnce = (int)Math.Max(1, Piece / (bytes / subset.Count));
        var pixels = empty([subset.Count, skeleton.InputChannels, skeleton.ImageSize, skeleton.ImageSize], dtype: ScalarType.Byte, device: device)
            .DetachFromDisposeScope();
        var labels = empty([subset.Count], dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
        try
        {
            for (var start = 0; start < subset.Count; start += atOnce)
            {
                using var scope = NewDisposeScope();
                var count = Math.Min(atOnce, subset.Count - start);
                ImageTensors.PrepareBytes(subset, [.. Enumerable.Range(start, count)], skeleton, device)
                    .CopyTo(pixels.narrow(0, start, count), labels.narrow(0, start, count));
            }
        }
        catch
        {
            pixels.Dispose();
            labels.Dispose();
            throw;
        }
        return new Kept(subset.Dataset, subset.Start, subset.Count, skeleton, device.ToString(), bytes, pixels, labels);
    }
}
