using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Data;

/// <summary>Images as the network reads them, with their classes.</summary>
/// <param name="Images">[B, C, S, S], float32, normalised.</param>
/// <param name="Labels">[B], int64.</param>
public sealed record ImageBatch(Tensor Images, Tensor Labels) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}

/// <summary>From bytes to tensors: each pixel p becomes (p / 255 - mean) / standard deviation of its channel; images smaller than the
/// network's input are centred on black.</summary>
public static class ImageTensors
{
    private const int PixelValues = 256;

    /// <summary>The images of a subset with the given indices (counted within the subset), in their order.</summary>
    /// <exception cref="ArgumentException">The images are larger than the network's input, or have other channels.</exception>
    public static ImageBatch Create(ImageSubset subset, ReadOnlySpan<int> indices, NetworkSkeleton skeleton, DataSpec data, Device device)
    {
        var dataset = subset.Dataset;
        if (dataset.Channels != skeleton.InputChannels || dataset.Height > skeleton.ImageSize || dataset.Width > skeleton.ImageSize)
            throw new ArgumentException(
                $"Images of {dataset.Channels} x {dataset.Height} x {dataset.Width} do not fit a network of {skeleton.InputChannels} x {skeleton.ImageSize} x {skeleton.ImageSize}.");
        var side = skeleton.ImageSize;
        var values = new float[(long)indices.Length * dataset.Channels * side * side];
        var labels = new long[indices.Length];
        var tables = Enumerable.Range(0, dataset.Channels).Select(channel => Normalised(data, channel)).ToArray();
        for (var i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i], nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], subset.Count, nameof(indices));
            var index = subset.Start + indices[i];
            labels[i] = dataset.Labels.Span[index];
            for (var channel = 0; channel < dataset.Channels; channel++)
                Place(dataset, index, channel, tables[channel], values.AsSpan((i * dataset.Channels + channel) * side * side, side * side), side);
        }
        return new ImageBatch(
            tensor(values, [indices.Length, dataset.Channels, side, side], device: device),
            tensor(labels, [indices.Length], device: device));
    }

    /// <summary>Consecutive images of a subset.</summary>
    public static ImageBatch Create(ImageSubset subset, int start, int count, NetworkSkeleton skeleton, DataSpec data, Device device) =>
        Create(subset, Enumerable.Range(start, count).ToArray(), skeleton, data, device);

    private static void Place(ImageDataset dataset, int index, int channel, float[] table, Span<float> target, int side)
    {
        target.Fill(table[0]);
        int top = (side - dataset.Height) / 2, left = (side - dataset.Width) / 2;
        var pixels = dataset.Image(index).Slice(channel * dataset.Height * dataset.Width, dataset.Height * dataset.Width);
        for (var y = 0; y < dataset.Height; y++)
            for (var x = 0; x < dataset.Width; x++)
                target[(top + y) * side + left + x] = table[pixels[y * dataset.Width + x]];
    }

    private static float[] Normalised(DataSpec data, int channel)
    {
        var table = new float[PixelValues];
        for (var pixel = 0; pixel < PixelValues; pixel++)
            table[pixel] = (float)((pixel / 255.0 - data.Mean[channel]) / data.StandardDeviation[channel]);
        return table;
    }
}
