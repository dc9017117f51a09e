using System.Collections.Concurrent;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Data.Scaling;
using S3Actors.Models.Randomness;

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
    /// <param name="values">Memory that nobody uses any more, or null.</param>
    /// <exception cref="DataFileException">An image cannot be read or decoded.</exception>
    public PreparedBatch Prepare(long step, int[] indices, float[]? values = null)
    {
        if (_augmentation is null) return ImageTensors.Prepare(training, indices, spec.Network, spec.Data, values);
        var batch = PreparedBatch.Empty(training, indices, spec.Network, values);
        ImageTensors.ForEach(indices.Length, inParallel: true, i =>
        {
            if (!_workplaces.TryTake(out var workplace)) workplace = new Workplace();
            var epoch = BatchOrder.EpochOf(step, i, spec.Training.BatchSize, training.Count);
            Prepare(_augmentation, indices[i], epoch * training.Count + indices[i], workplace, batch.ImageAt(i));
            _workplaces.Add(workplace);
        });
        if (_augmentation.Mixing is null || BatchMixing.Draw(_augmentation.Mixing, batch.Side, Stream(RandomPurpose.Mixing, step)) is not { } mixing) return batch;
        mixing.Apply(batch.Values, indices.Length, batch.Side);
        return batch with { OwnShare = mixing.OwnShare };
    }

    private void Prepare(AugmentationSpec augmentation, int index, long draw, Workplace workplace, Span<float> target)
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
        _normalisation.Write(square, side, target);
        if (augmentation.ErasingProbability > 0) RandomErasing.Apply(augmentation.ErasingProbability, side, target, Stream(RandomPurpose.Erasing, draw));
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
