using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace S3Actors.Models.Statistics;

/// <summary>
/// What differences between two arms of an experiment say, one difference for each seed: their mean with Student's interval, and the sign
/// test, which assumes nothing of their distribution.
/// </summary>
/// <param name="Count">n: pairs, 0 or more.</param>
/// <param name="Mean">NaN for no pair. In the unit of the differences, as the four after it.</param>
/// <param name="StandardDeviation">Of a single difference, with n - 1 degrees of freedom; NaN for fewer than two.</param>
/// <param name="StandardError">Of the mean: the standard deviation over the root of n; NaN for fewer than two.</param>
/// <param name="Lower">Where Student's two-sided 95 % interval of the mean begins; NaN for fewer than two.</param>
/// <param name="Upper">Where it ends.</param>
/// <param name="TProbability">Two-sided p of the paired t test; NaN for fewer than two, 0 where all differences are one number other than 0.</param>
/// <param name="Below">Differences below 0.</param>
/// <param name="Above">Differences above 0; those of 0 are in neither count.</param>
/// <param name="SignProbability">Two-sided exact p of the sign test, ties left out; 1 where all are ties.</param>
public sealed record PairedDifferences(
    int Count, double Mean, double StandardDeviation, double StandardError, double Lower, double Upper, double TProbability, int Below, int Above,
    double SignProbability)
{
    private const double Confidence = 0.95;

    /// <summary>Of the differences, in any order.</summary>
    public static PairedDifferences Of(IReadOnlyList<double> differences)
    {
        var (n, mean) = (differences.Count, differences.Mean());
        var (below, above) = (differences.Count(it => it < 0), differences.Count(it => it > 0));
        var sign = ExactBinomial.TwoSided(below, above);
        if (n < 2) return new PairedDifferences(n, mean, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, below, above, sign);
        var deviation = differences.StandardDeviation();
        var error = deviation / Math.Sqrt(n);
        var half = error * StudentT.InvCDF(0, 1, n - 1, (1 + Confidence) / 2);
        var probability = error > 0 ? 2 * StudentT.CDF(0, 1, n - 1, -Math.Abs(mean) / error) : mean == 0 ? 1 : 0;
        return new PairedDifferences(n, mean, deviation, error, mean - half, mean + half, probability, below, above, sign);
    }
}
