using S3Actors.Messages.Space;
using S3Actors.Models.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Data;

/// <summary>Images as the network reads them, with their classes.</summary>
/// <param name="Images">[B, C, S, S], float32, normalised.</param>
/// <param name="Labels">[B], int64.</param>
public sealed record ImageBatch(Tensor Images, Tensor Labels) : IDisposable
{
    /// <summary>Classes of the images that these were mixed with; null where nothing was mixed.</summary>
    public MixedLabels? Mixed { get; init; }

    /// <summary>Some of the images: views, in the caller's dispose scope.</summary>
    public ImageBatch Part(long start, long count) => new(Images.narrow(0, start, count), Labels.narrow(0, start, count))
    {
        Mixed = Mixed is null ? null : Mixed with { Labels = Mixed.Labels.narrow(0, start, count) },
    };

    /// <summary>The same batch on another device, in the caller's dispose scope.</summary>
    public ImageBatch On(Device device) => new(Images.to(device), Labels.to(device))
    {
        Mixed = Mixed is null ? null : Mixed with { Labels = Mixed.Labels.to(device) },
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        Mixed?.Labels.Dispose();
    }
}

/// <summary>The other classes of a mixed batch.</summary>
/// <param name="Labels">[B], int64.</param>
/// <param name="Share">Weight of the images' own labels, in [0, 1]; these have the rest.</param>
public sealed record MixedLabels(Tensor Labels, double Share);

/// <summary>A batch in managed memory: made by any thread, turned into tensors by the one that uses it.</summary>
/// <param name="Values">B * C * S * S numbers, normalised.</param>
/// <param name="Labels">B classes.</param>
/// <param name="Channels">C.</param>
/// <param name="Side">S: pixels.</param>
public sealed record PreparedBatch(float[] Values, long[] Labels, int Channels, int Side)
{
    /// <summary>Weight of the images' own labels where each image was mixed with the one as far from the batch's other end; null where not.</summary>
    public double? OwnShare { get; init; }

    /// <summary>The numbers of one image, C * S * S.</summary>
    public Span<float> ImageAt(int place) => Values.AsSpan(place * Channels * Side * Side, Channels * Side * Side);

    /// <summary>Copies the batch to a device; on a GPU the copy may still be under way, which only the host can notice.</summary>
    public ImageBatch ToTensors(Device device) => new(
        DeviceCopy.Of(Values, [Labels.Length, Channels, Side, Side], device), DeviceCopy.Of(Labels, [Labels.Length], device))
    {
        Mixed = OwnShare is { } share ? new MixedLabels(DeviceCopy.Of([.. Enumerable.Reverse(Labels)], [Labels.Length], device), share) : null,
    };

    /// <summary>A batch with its labels, and pixels yet to be written.</summary>
    /// <param name="indices">Within the subset.</param>
    /// <param name="values">Memory to use, if its length fits.</param>
    internal static PreparedBatch Empty(ImageSubset subset, int[] indices, NetworkSkeleton skeleton, float[]? values)
    {
        var labels = subset.LabelsOf(indices);
        var (channels, side) = (skeleton.InputChannels, skeleton.ImageSize);
        var length = (long)indices.Length * channels * side * side;
        return new PreparedBatch(values?.LongLength == length ? values : new float[length], labels, channels, side);
    }
}
