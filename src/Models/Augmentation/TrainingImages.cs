using System.Collections.Concurrent;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Data.Scaling;
using S3Actors.Models.Randomness;
using static TorchSharp.torch;

namespace S3Actors.Models.Augmentation;

/// <summary>
/// Training images as the network sees them: cropped, mirrored, changed by RandAugment, normalised, partly erased, and mixed, each as far
/// as the specification says so. What becomes of an image is a function of (seed, supernet, epoch, image), and of a batch's mixing one of
/// (seed, supernet, step). Safe for use by any number of threads.
/// </summary>
/// <param name="training">The images trained on.</param>
/// <param name="supernet">The supernet's number in every draw.</param>
public sealed class TrainingImages(CampaignSpec spec, ImageSubset training, int supernet)
{
    private readonly AugmentationSpec? _augmentation = spec.Training.Augmentation;
    private readonly PixelNormalisation _normalisation = new(spec.Data);
    private readonly ConcurrentBag<Workplace> _workplaces = [];

    /// <summary>Whether a batch takes long enough to be prepared by another thread beforehand.</summary>
    public bool AreWork => _augmentation is not null || ImageTensors.IsWork(training.Dataset, spec.Training.BatchSize, spec.Network);

    /// <summary>The batch of a step.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <param name="indices">The step's images, within the subset (<see cref="BatchOrder"/>).</param>
    /// <param name="values">Memory that may be overwritten, or null.</param>
    /// <exception cref="DataFileException">An image cannot be read or decoded.</exception>
    public PreparedBatch Prepare(long step, int[] indices, float[]? values = null)
    {
        if (_augmentation is null) return ImageTensors.Prepare(training, indices, spec.Network, spec.Data, values);
        var batch = PreparedBatch.Empty(training, indices, spec.Network, values);
        ForEach(step, indices, (i, draw, square) =>
        {
            var target = batch.ImageAt(i);
            _normalisation.Write(square, batch.Side, target);
            if (_augmentation.ErasingProbability > 0)
                RandomErasing.Apply(_augmentation.ErasingProbability, batch.Side, target, Stream(RandomPurpose.Erasing, draw));
        });
        if (MixingOf(step) is not { } mixing) return batch;
        mixing.Apply(batch.Values, indices.Length, batch.Side);
        return batch with { OwnShare = mixing.OwnShare };
    }

    /// <summary>The same as bytes, for a device that does what comes after them itself.</summary>
    /// <param name="device">Where the batch goes.</param>
    public ByteBatch PrepareBytes(long step, int[] indices, Device device)
    {
        if (_augmentation is null) return ImageTensors.PrepareBytes(training, indices, spec.Network, device);
        var (channels, side) = (spec.Network.InputChannels, spec.Network.ImageSize);
        var length = channels * side * side;
        var pixels = new byte[(long)indices.Length * length];
        var erased = new (int[] Places, float[] Values)[indices.Length];
        ForEach(step, indices, (i, draw, square) =>
        {
            square.WriteSquare(side, pixels.AsSpan(i * length, length));
            if (_augmentation.ErasingProbability > 0)
                erased[i] = RandomErasing.Draw(_augmentation.ErasingProbability, channels, side, Stream(RandomPurpose.Erasing, draw));
        });
        var isErased = Array.Exists(erased, it => it.Places is { Length: > 0 });
        return new ByteBatch(pixels, training.LabelsOf(indices), [indices.Length, channels, side, side], device)
        {
            Erased = !isErased ? null
                : ([.. erased.SelectMany((it, i) => it.Places.Select(place => (long)i * length + place))], [.. erased.SelectMany(it => it.Values)]),
            Mixing = MixingOf(step) is { } mixing ? (mixing.Apply, mixing.OwnShare) : null,
        };
    }

    private BatchMixing? MixingOf(long step) =>
        _augmentation?.Mixing is { } mixing ? BatchMixing.Draw(mixing, spec.Network.ImageSize, Stream(RandomPurpose.Mixing, step)) : null;

    /// <summary>Changes every image of a step and hands it on, with its number among all that are drawn.</summary>
    private void ForEach(long step, int[] indices, Action<int, long, ImageBuffer> use) => ImageTensors.ForEach(indices.Length, inParallel: true, i =>
    {
        if (!_workplaces.TryTake(out var workplace)) workplace = new Workplace();
        var (batchSize, count) = (spec.Training.BatchSize, training.Count);
        // An image that comes several times in an epoch is told apart by its place there.
        var draw = BatchOrder.EpochOf(step, i, batchSize, count) * count + (spec.Training.Repeats is null ? indices[i] : BatchOrder.PlaceInEpoch(step, i, batchSize, count));
        Change(_augmentation!, indices[i], draw, workplace);
        use(i, draw, workplace.Square);
        _workplaces.Add(workplace);
    });

    private void Change(AugmentationSpec augmentation, int index, long draw, Workplace workplace)
    {
        var side = spec.Network.ImageSize;
        var (image, square) = (workplace.Image, workplace.Square);
        if (augmentation.Crop is { } crop)
        {
            training.Dataset.Original.Read(training.Start + index, image);
            var box = RandomResizedCrop.Draw(crop, image.Height, image.Width, Stream(RandomPurpose.Crop, draw));
            workplace.Resampling.Resize(image, box, side, side, crop.Interpolation, square);
        }
        else
        {
            training.Dataset.Read(training.Start + index, square);
        }
        if (augmentation.FlipProbability > 0 && Stream(RandomPurpose.Flip, draw).NextDouble() < augmentation.FlipProbability) Mirror(square);
        if (augmentation.RandAugment is { } changes) workplace.RandAugment.Apply(changes, square, Stream(RandomPurpose.RandAugment, draw));
    }

    private CounterRandom Stream(RandomPurpose purpose, long index) => new(spec.Seed, purpose, supernet, index);

    private static void Mirror(ImageBuffer image)
    {
        for (var channel = 0; channel < image.Channels; channel++)
            for (var y = 0; y < image.Height; y++)
                image.Row(channel, y).Reverse();
    }

    /// <summary>What one thread works in.</summary>
    private sealed class Workplace
    {
        public ImageBuffer Image { get; } = new();

        public ImageBuffer Square { get; } = new();

        public Resampling Resampling { get; } = new();

        public RandAugment RandAugment { get; } = new();
    }
}
