using S3Actors.Messages.Events;
using S3Actors.Models.Statistics;

namespace S3Actors.Models.Measurement;

/// <summary>What training adds to a standard error over subnets and images, from replicates: supernets of one space, trained with other random numbers.</summary>
/// <remarks>
/// All R replicates are measured by the same subnets on the same images, so an estimate from their mean errors has the variance of three crossed
/// draws. The jackknife of the mean errors sees subnets and images; s^2 / R, with s the standard deviation of the replicates' own estimates,
/// sees training; and both see what subnets and images have to do with training. That part is known too: the jackknife of one replicate has R
/// times as much of it as that of the mean, so it is (the mean of the replicates' squared errors less that of the mean) / (R - 1). It counts
/// once (as in <see cref="ImageScatter"/>). s^2 has R - 1 degrees of freedom: with two replicates it is right in the mean over many campaigns, and
/// seldom in one.
/// </remarks>
internal static class TrainingScatter
{
    /// <summary>The measurement of the mean errors, with what training adds in its standard errors.</summary>
    /// <param name="mean">What the replicates' mean errors give.</param>
    /// <param name="replicates">What each by itself gives; two or more.</param>
    public static DimensionMeasurement Join(DimensionMeasurement mean, IReadOnlyList<DimensionMeasurement> replicates)
    {
        double[] slopes = [.. replicates.Select(it => LinearFit.Of([.. it.Errors.Select(error => 100 * error.Q)]).Slope)];
        return mean with
        {
            Errors = [.. mean.Errors.Select((error, j) => Join(error, [.. replicates.Select(it => it.Errors[j])]))],
            SlopeStandardError = Join(mean.SlopeStandardError, slopes, [.. replicates.Select(it => it.SlopeStandardError)]),
            Scatter = ErrorScatter.Training | mean.Scatter.GetValueOrDefault(),
            SlopesByReplicate = slopes,
        };
    }

    /// <summary>The total standard error.</summary>
    /// <param name="mean">That of the mean errors' estimate over subnets and images.</param>
    /// <param name="estimates">By replicate; two or more.</param>
    /// <param name="errors">Their standard errors over subnets and images.</param>
    /// <returns>NaN where any of them is.</returns>
    internal static double Join(double mean, IReadOnlyList<double> estimates, IReadOnlyList<double> errors)
    {
        var (count, middle) = (estimates.Count, estimates.Average());
        var training = estimates.Sum(it => (it - middle) * (it - middle)) / (count - 1.0) / count;
        var both = Math.Max(0, (errors.Average(it => it * it) - mean * mean) / (count - 1));
        return Math.Sqrt(Math.Max(mean * mean + Math.Max(0, training - both), training));
    }

    private static ChoiceEtError Join(ChoiceEtError mean, ChoiceEtError[] replicates) => mean with
    {
        QeStandardError = Join(mean.QeStandardError, [.. replicates.Select(it => it.Qe)], [.. replicates.Select(it => it.QeStandardError)]),
        QtStandardError = Join(mean.QtStandardError, [.. replicates.Select(it => it.Qt)], [.. replicates.Select(it => it.QtStandardError)]),
        QStandardError = Join(mean.QStandardError, [.. replicates.Select(it => it.Q)], [.. replicates.Select(it => it.QStandardError)]),
    };
}
