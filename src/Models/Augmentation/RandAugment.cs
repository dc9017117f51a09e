using S3Actors.Messages.Campaign;
using S3Actors.Models.Data;
using S3Actors.Models.Randomness;

namespace S3Actors.Models.Augmentation;

/// <summary>
/// RandAugment: N operations drawn uniformly from fourteen, each of the same magnitude M (Cubuk, Zoph, Shlens, Le, "RandAugment: practical
/// automated data augmentation with a reduced search space", 2020). What a magnitude means for each operation is as in AutoAugment, with
/// strength rising linearly from nothing at 0 to the full range at 10; where an operation has two directions a fair coin decides. Pixels
/// that come in from outside are black. Not safe for use by two threads: it works in memory of its own.
/// </summary>
public sealed class RandAugment
{
    /// <summary>Operations there are.</summary>
    public const int OperationCount = 14;

    private const double LargestMagnitude = 10;
    private readonly ImageBuffer _scratch = new();
    private readonly byte[] _table = new byte[256];

    /// <summary>Changes an image in place.</summary>
    /// <param name="image">Grey or red, green, blue.</param>
    /// <param name="random">The image's stream.</param>
    public void Apply(RandAugmentSpec spec, ImageBuffer image, CounterRandom random)
    {
        for (var i = 0; i < spec.Operations; i++)
        {
            // Every draw is made whatever comes of it, so that one setting does not move the draws of the next operation.
            var operation = (RandAugmentOperation)random.NextInt32(OperationCount);
            var isDone = random.NextDouble() < spec.Probability;
            var magnitude = Math.Clamp(spec.Magnitude + spec.MagnitudeDeviation * random.NextGaussian(), 0, LargestMagnitude);
            var negative = random.NextInt32(2) == 1;
            if (isDone) Apply(operation, magnitude, negative, image);
        }
    }

    /// <summary>Carries out one operation in place.</summary>
    /// <param name="magnitude">In [0, 10].</param>
    /// <param name="negative">The other direction, where there are two.</param>
    public void Apply(RandAugmentOperation operation, double magnitude, bool negative, ImageBuffer image)
    {
        var strength = magnitude / LargestMagnitude;
        var signed = negative ? -strength : strength;
        switch (operation)
        {
            case RandAugmentOperation.Identity:
                break;
            case RandAugmentOperation.AutoContrast:
                ForEachChannel(image, PixelTables.AutoContrast);
                break;
            case RandAugmentOperation.Equalize:
                ForEachChannel(image, PixelTables.Equalize);
                break;
            case RandAugmentOperation.Solarize:
                PixelTables.Solarize(255 * (1 - strength), _table);
                PixelTables.Map(_table, image.Pixels);
                break;
            case RandAugmentOperation.Posterize:
                PixelTables.Posterize(8 - (int)Math.Round(4 * strength), _table);
                PixelTables.Map(_table, image.Pixels);
                break;
            case RandAugmentOperation.Color:
                Enhancement.Color(image, 1 + 0.9 * signed);
                break;
            case RandAugmentOperation.Contrast:
                Enhancement.Contrast(image, 1 + 0.9 * signed);
                break;
            case RandAugmentOperation.Brightness:
                Enhancement.Brightness(image, 1 + 0.9 * signed);
                break;
            case RandAugmentOperation.Sharpness:
                Enhancement.Sharpness(image, 1 + 0.9 * signed, _scratch);
                break;
            default:
                AffineMap.Of(operation, signed, image.Height, image.Width).Apply(image, _scratch);
                break;
        }
    }

    private void ForEachChannel(ImageBuffer image, Action<ReadOnlySpan<byte>, byte[]> makeTable)
    {
        for (var channel = 0; channel < image.Channels; channel++)
        {
            makeTable(image.Channel(channel), _table);
            PixelTables.Map(_table, image.Channel(channel));
        }
    }
}
