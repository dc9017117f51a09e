using MessagePack;

namespace S3Actors.Messages.Campaign;

/// <summary>What is done to training images, in this order; every draw is a function of (seed, supernet, epoch, image), or of the step
/// where images of a batch are mixed.</summary>
/// <param name="Crop">A random part, scaled to the network's size; null takes the image as an evaluation does.</param>
/// <param name="FlipProbability">Of a mirrored image, in [0, 1].</param>
/// <param name="RandAugment">Random changes of colour and shape; null for none.</param>
/// <param name="ErasingProbability">Of a rectangle of noise (random erasing), in [0, 1].</param>
/// <param name="Mixing">Mixup and cutmix; null for none.</param>
[MessagePackObject]
public sealed record AugmentationSpec(
    [property: Key(0)] CropSpec? Crop,
    [property: Key(1)] double FlipProbability,
    [property: Key(2)] RandAugmentSpec? RandAugment,
    [property: Key(3)] double ErasingProbability,
    [property: Key(4)] MixingSpec? Mixing);

/// <summary>Random resized crop (Szegedy et al. 2015, section 6).</summary>
/// <param name="MinimumArea">Smallest share of the image's area, above 0.</param>
/// <param name="MaximumArea">Largest share, at most 1.</param>
/// <param name="MinimumAspect">Smallest width over height.</param>
/// <param name="MaximumAspect">Largest width over height.</param>
/// <param name="Interpolation">Filter of the scaling.</param>
[MessagePackObject]
public sealed record CropSpec(
    [property: Key(0)] double MinimumArea,
    [property: Key(1)] double MaximumArea,
    [property: Key(2)] double MinimumAspect,
    [property: Key(3)] double MaximumAspect,
    [property: Key(4)] Interpolation Interpolation);

/// <summary>RandAugment (Cubuk et al. 2020).</summary>
/// <param name="Operations">N: operations an image, drawn with repetition from the paper's fourteen.</param>
/// <param name="Magnitude">M, in [0, 10].</param>
/// <param name="MagnitudeDeviation">Standard deviation of a normal M, cut to [0, 10], that each operation draws; 0 in the paper.</param>
/// <param name="Probability">That an operation drawn is carried out; 1 in the paper.</param>
[MessagePackObject]
public sealed record RandAugmentSpec(
    [property: Key(0)] int Operations,
    [property: Key(1)] double Magnitude,
    [property: Key(2)] double MagnitudeDeviation,
    [property: Key(3)] double Probability);

/// <summary>A batch is mixed with itself in reverse order, by mixup (Zhang et al. 2018) or cutmix (Yun et al. 2019).</summary>
/// <param name="MixupAlpha">Both parameters of mixup's Beta distribution; 0 switches mixup off.</param>
/// <param name="CutmixAlpha">Both parameters of cutmix's Beta distribution; 0 switches cutmix off.</param>
/// <param name="Probability">That a step's batch is mixed at all.</param>
/// <param name="CutmixShare">Probability of cutmix in a mixed batch where both are on.</param>
[MessagePackObject]
public sealed record MixingSpec(
    [property: Key(0)] double MixupAlpha,
    [property: Key(1)] double CutmixAlpha,
    [property: Key(2)] double Probability,
    [property: Key(3)] double CutmixShare);
