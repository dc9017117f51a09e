using S3Actors.Messages.Evaluation;

namespace S3Actors.Models.Measurement;

/// <summary>One subnet's error as estimators take it.</summary>
/// <param name="Fraction">Top-1 error in [0, 1]; NaN where it is not known.</param>
/// <param name="Deviations">
/// By block of images, how far the error on the block is from that on all of them; they sum to 0. Null where only the whole was counted.
/// </param>
public readonly record struct SubnetError(double Fraction, IReadOnlyList<double>? Deviations = null)
{
    /// <summary>An error of which only the whole is known.</summary>
    public static implicit operator SubnetError(double fraction) => new(fraction);

    /// <summary>The mean of one subnet's errors under several supernets, on the same images.</summary>
    public static SubnetError Mean(IReadOnlyList<SubnetError> errors) => new(
        errors.Average(error => error.Fraction),
        errors.Any(error => error.Deviations is null) ? null
            : [.. Enumerable.Range(0, errors[0].Deviations!.Count).Select(b => errors.Average(error => error.Deviations![b]))]);

    /// <summary>The error of a result, with its blocks where they were counted.</summary>
    public static SubnetError Of(SubnetResult result)
    {
        var (error, wrong) = (result.Error.Fraction, result.WrongByBlock);
        if (wrong is null) return error;
        var images = result.Error.Images;
        // Blocks differ by one image where they do not divide the whole: each counts by its images.
        return new SubnetError(error, [.. wrong.Select((count, b) => (count - error * ImageBlocks.Size(images, b)) * wrong.Count / images)]);
    }
}
