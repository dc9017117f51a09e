using System.Collections.Concurrent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Data;

/// <summary>From bytes to tensors, without chance: as evaluations see images, and trainings that augment nothing.</summary>
public static class ImageTensors
{
    /// <summary>Numbers in a batch from which on preparing it takes milliseconds on one core, even without reading or decoding.</summary>
    private const long ManyValues = 1 << 22;

    private static readonly ConcurrentBag<ImageBuffer> Buffers = [];

    /// <summary>The images of a subset with the given indices (counted within the subset), in their order.</summary>
    /// <exception cref="ArgumentException">The images are larger than the network's input, or have other channels.</exception>
    /// <exception cref="DataFileException">An image cannot be read or decoded.</exception>
    public static ImageBatch Create(ImageSubset subset, ReadOnlySpan<int> indices, NetworkSkeleton skeleton, DataSpec data, Device device) =>
        Prepare(subset, indices.ToArray(), skeleton, data).ToTensors(device);

    /// <summary>Consecutive images of a subset.</summary>
    public static ImageBatch Create(ImageSubset subset, int start, int count, NetworkSkeleton skeleton, DataSpec data, Device device) =>
        Prepare(subset, [.. Enumerable.Range(start, count)], skeleton, data).ToTensors(device);

    /// <summary>The same in managed memory, so that any thread can do it beforehand.</summary>
    /// <param name="values">Memory for the pixels, which may be overwritten; where it is null or of another length, new memory is used.</param>
    public static PreparedBatch Prepare(ImageSubset subset, int[] indices, NetworkSkeleton skeleton, DataSpec data, float[]? values = null)
    {
        var dataset = subset.Dataset;
        RequireFit(dataset, skeleton);
        var batch = PreparedBatch.Empty(subset, indices, skeleton, values);
        var normalisation = new PixelNormalisation(data);
        ForEach(indices.Length, IsWork(dataset, indices.Length, skeleton), i =>
        {
            if (!Buffers.TryTake(out var image)) image = new ImageBuffer();
            dataset.Read(subset.Start + indices[i], image);
            normalisation.Write(image, skeleton.ImageSize, batch.ImageAt(i));
            Buffers.Add(image);
        });
        return batch;
    }

    /// <summary>The same as bytes, for a device that normalises them itself.</summary>
    public static ByteBatch PrepareBytes(ImageSubset subset, int[] indices, NetworkSkeleton skeleton, Device device)
    {
        var dataset = subset.Dataset;
        RequireFit(dataset, skeleton);
        var labels = subset.LabelsOf(indices);
        var (side, length) = (skeleton.ImageSize, skeleton.InputChannels * skeleton.ImageSize * skeleton.ImageSize);
        var pixels = new byte[(long)indices.Length * length];
        ForEach(indices.Length, IsWork(dataset, indices.Length, skeleton), i =>
        {
            if (!Buffers.TryTake(out var image)) image = new ImageBuffer();
            dataset.Read(subset.Start + indices[i], image);
            image.WriteSquare(side, pixels.AsSpan(i * length, length));
            Buffers.Add(image);
        });
        return new ByteBatch(pixels, labels, [indices.Length, skeleton.InputChannels, side, side], device);
    }

    /// <summary>Whether preparing so many images is work for several threads, or for another one beforehand: files are read, or more numbers
    /// are written than it takes to wake a thread.</summary>
    internal static bool IsWork(IImageSource dataset, int images, NetworkSkeleton skeleton) =>
        !dataset.IsInMemory || (long)images * skeleton.InputChannels * skeleton.ImageSize * skeleton.ImageSize >= ManyValues;

    /// <summary>Does something for every place of a batch; on several threads where it is worth the while.</summary>
    internal static void ForEach(int count, bool inParallel, Action<int> body)
    {
        if (!inParallel)
        {
            for (var i = 0; i < count; i++) body(i);
            return;
        }
        try
        {
            Parallel.For(0, count, body);
        }
        catch (AggregateException several)
        {
            // Whoever reads the message is served by the first of them.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }

    private static void RequireFit(IImageSource dataset, NetworkSkeleton skeleton)
    {
        if (dataset.CommonSize is not { } size) throw new ArgumentException("Images of many sizes are fitted first.");
        if (dataset.Channels != skeleton.InputChannels || size.Height > skeleton.ImageSize || size.Width > skeleton.ImageSize)
            throw new ArgumentException(
                $"Images of {dataset.Channels} x {size.Height} x {size.Width} do not fit a network of {skeleton.InputChannels} x {skeleton.ImageSize} x {skeleton.ImageSize}.");
    }
}
