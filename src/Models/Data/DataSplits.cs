using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>A run of consecutive images of a dataset: <paramref name="Count"/> from <paramref name="Start"/> on.</summary>
public sealed record ImageSubset(IImageSource Dataset, int Start, int Count)
{
    /// <summary>The first <paramref name="count"/> images of the subset.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The subset has fewer, or none are asked for.</exception>
    public ImageSubset First(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return this with { Count = count };
    }

    /// <summary>The classes of images.</summary>
    /// <param name="indices">Within the subset.</param>
    internal long[] LabelsOf(int[] indices)
    {
        var labels = new long[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i], nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], Count, nameof(indices));
            labels[i] = Dataset.Label(Start + indices[i]);
        }
        return labels;
    }
}

/// <summary>
/// Who may see which images (see <see cref="DataSpec"/>): training, search-validation and report-validation images are disjoint runs of
/// the training set, in this order; the test set is apart.
/// </summary>
public sealed class DataSplits
{
    private readonly ImageSubset[] _evaluation;

    private DataSplits(ImageSubset training, ImageSubset[] evaluation) => (Training, _evaluation) = (training, evaluation);

    /// <summary>The images the supernet trains on.</summary>
    public ImageSubset Training { get; }

    /// <summary>The images of a split.</summary>
    public ImageSubset this[EvaluationSplit split] => _evaluation[(int)split];

    /// <summary>Cuts the data.</summary>
    /// <exception cref="ArgumentException">The specification does not fit the data; the message holds one line a problem.</exception>
    public static DataSplits Create(IImageSource training, IImageSource test, DataSpec spec)
    {
        var problems = Problems(training, test, spec);
        if (problems.Count > 0) throw new ArgumentException(string.Join('\n', problems));
        var searchStart = spec.TrainingImages;
        var reportStart = searchStart + spec.SearchValidationImages;
        return new DataSplits(
            new ImageSubset(training, 0, spec.TrainingImages),
            [
                new ImageSubset(training, searchStart, spec.SearchValidationImages),
                new ImageSubset(training, reportStart, spec.ReportValidationImages),
                new ImageSubset(test, 0, test.Count),
            ]);
    }

    /// <summary>What in the specification does not fit the data, one line a problem, each beginning with its key; empty if all fits.</summary>
    public static IReadOnlyList<string> Problems(IImageSource training, IImageSource test, DataSpec spec)
    {
        var problems = new List<string>();
        foreach (var (key, images) in (ReadOnlySpan<(string, int)>)[
            ("training_images", spec.TrainingImages), ("search_validation_images", spec.SearchValidationImages),
            ("report_validation_images", spec.ReportValidationImages)])
        {
            if (images < 1) problems.Add(Invariant($"{key}: {images}, at least 1 is needed"));
        }
        var asked = (long)spec.TrainingImages + spec.SearchValidationImages + spec.ReportValidationImages;
        if (asked > training.Count)
            problems.Add(Invariant($"training_images, search_validation_images and report_validation_images: {asked} together, but there are {training.Count} images"));
        if (spec.Mean.Count != training.Channels) problems.Add(Invariant($"mean: {spec.Mean.Count} values for {training.Channels} channels"));
        if (spec.StandardDeviation.Count != training.Channels)
            problems.Add(Invariant($"standard_deviation: {spec.StandardDeviation.Count} values for {training.Channels} channels"));
        if (spec.StandardDeviation.Any(s => !(s > 0) || !double.IsFinite(s))) problems.Add("standard_deviation: every value is above 0");
        if (spec.Mean.Any(m => !double.IsFinite(m))) problems.Add("mean: every value is a number");
        if ((training.Channels, training.CommonSize, training.ClassCount) != (test.Channels, test.CommonSize, test.ClassCount))
            problems.Add($"test images are {Kind(test)} classes, training images {Kind(training)}");
        return problems;
    }

    private static string Kind(IImageSource images) => images.CommonSize is { } size
        ? Invariant($"{images.Channels} x {size.Height} x {size.Width} of {images.ClassCount}") : Invariant($"{images.Channels} x any size of {images.ClassCount}");
}
