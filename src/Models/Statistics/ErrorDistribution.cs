using MathNet.Numerics.Statistics;

namespace S3Actors.Models.Statistics;

/// <summary>How numbers are distributed: their mean and the quantiles that people read.</summary>
/// <param name="Count">How many; 0 makes every other figure NaN.</param>
/// <param name="BestMean">Mean of the lowest 5 %, at least one of them: what a search can find.</param>
public sealed record ErrorDistribution(int Count, double Mean, double Least, double LowerQuartile, double Median, double UpperQuartile, double Greatest,
    double BestMean)
{
    private const int BestShare = 20;

    /// <summary>Of numbers in any order. Quantiles are those of the data's own steps interpolated (the default of R and NumPy, type 7).</summary>
    public static ErrorDistribution Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        double At(double share) => sorted.Length == 0 ? double.NaN : SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
        return new ErrorDistribution(
            sorted.Length, sorted.Mean(), At(0), At(0.25), At(0.5), At(0.75), At(1), sorted.Take(Math.Max(1, sorted.Length / BestShare)).Mean());
    }
}
