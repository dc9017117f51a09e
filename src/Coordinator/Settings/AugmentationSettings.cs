using S3Actors.Messages.Campaign;

namespace S3Actors.Coordinator.Settings;

/// <summary>The section <c>training.augmentation</c>, to and from the specification.</summary>
internal static class AugmentationSettings
{
    private const string Section = "training.augmentation";

    /// <summary>Reads the section; null where all of it is off.</summary>
    public static AugmentationSpec? Read(SettingReader settings)
    {
        var augmentation = new AugmentationSpec(
            ReadCrop(settings), settings.Double($"{Section}.flip", 0, 1), ReadRandAugment(settings), settings.Double($"{Section}.erasing", 0, 1), ReadMixing(settings));
        return augmentation == None ? null : augmentation;
    }

    /// <summary>Every key of the section with its value.</summary>
    public static IEnumerable<(string Key, object? Value)> Keys(AugmentationSpec? spec)
    {
        var it = spec ?? None;
        // What is off still has a value for each of its keys, which then means nothing.
        var crop = it.Crop ?? new CropSpec(0, 0, 0.75, 4.0 / 3, Interpolation.Bicubic);
        var changes = it.RandAugment ?? new RandAugmentSpec(0, 9, 0, 1);
        var mixing = it.Mixing ?? new MixingSpec(0, 0, 1, 0.5);
        return
        [
            ($"{Section}.crop_area", it.Crop is null ? null : new[] { crop.MinimumArea, crop.MaximumArea }),
            ($"{Section}.crop_aspect", new[] { crop.MinimumAspect, crop.MaximumAspect }),
            ($"{Section}.crop_interpolation", Word(crop.Interpolation)), ($"{Section}.flip", it.FlipProbability),
            ($"{Section}.rand_augment.operations", changes.Operations), ($"{Section}.rand_augment.magnitude", changes.Magnitude),
            ($"{Section}.rand_augment.deviation", changes.MagnitudeDeviation), ($"{Section}.rand_augment.probability", changes.Probability),
            ($"{Section}.erasing", it.ErasingProbability),
            ($"{Section}.mixup", mixing.MixupAlpha == 0 ? null : mixing.MixupAlpha), ($"{Section}.cutmix", mixing.CutmixAlpha == 0 ? null : mixing.CutmixAlpha),
            ($"{Section}.mixing_probability", mixing.Probability), ($"{Section}.cutmix_share", mixing.CutmixShare),
        ];
    }

    /// <summary>A filter's name.</summary>
    public static string Word(Interpolation interpolation) => interpolation == Interpolation.Bilinear ? "bilinear" : "bicubic";

    private static AugmentationSpec None { get; } = new(null, 0, null, 0, null);

    private static CropSpec? ReadCrop(SettingReader settings)
    {
        var area = settings.DoublesOrOff($"{Section}.crop_area", 2, above: 0);
        var aspect = settings.Doubles($"{Section}.crop_aspect", 2, above: 0);
        var interpolation = DataSettings.ReadInterpolation(settings, $"{Section}.crop_interpolation");
        RequireRange(settings, $"{Section}.crop_aspect", aspect, double.PositiveInfinity);
        if (area is null) return null;
        RequireRange(settings, $"{Section}.crop_area", area, 1);
        return area.Count < 2 || aspect.Count < 2 ? null : new CropSpec(area[0], area[1], aspect[0], aspect[1], interpolation);
    }

    private static RandAugmentSpec? ReadRandAugment(SettingReader settings)
    {
        var spec = new RandAugmentSpec(
            settings.Int32($"{Section}.rand_augment.operations", 0, 100), settings.Double($"{Section}.rand_augment.magnitude", 0, 10),
            settings.Double($"{Section}.rand_augment.deviation", 0, 10), settings.Double($"{Section}.rand_augment.probability", 0, 1));
        return spec.Operations == 0 ? null : spec;
    }

    private static MixingSpec? ReadMixing(SettingReader settings)
    {
        var spec = new MixingSpec(
            settings.DoubleOrOff($"{Section}.mixup", 0) ?? 0, settings.DoubleOrOff($"{Section}.cutmix", 0) ?? 0,
            settings.Double($"{Section}.mixing_probability", 0, 1), settings.Double($"{Section}.cutmix_share", 0, 1));
        return spec is { MixupAlpha: 0, CutmixAlpha: 0 } ? null : spec;
    }

    private static void RequireRange(SettingReader settings, string key, IReadOnlyList<double> range, double most)
    {
        if (range.Count == 0) return; // said already
        settings.Require(range.Count == 2 && range[0] <= range[1] && range[1] <= most, key,
            "must be two numbers, the smallest and the largest allowed" + (double.IsInfinity(most) ? "" : $", at most {most}"));
    }
}
