namespace S3Actors.Bench.Running;

/// <summary>Where a mean lies with a probability of 95 %, by Student's t: rounds scatter alike and do not depend on each other.</summary>
/// <param name="Mean">Of the samples.</param>
/// <param name="HalfWidth">The interval reaches so far to either side; infinite for a single sample.</param>
public readonly record struct Interval(double Mean, double HalfWidth)
{
    /// <summary>97.5 % quantiles of Student's t for 1, 2, ... degrees of freedom (tables of the NIST handbook, 1.3.6.7.2).</summary>
    private static readonly double[] Quantiles =
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086];

    public double Low => Mean - HalfWidth;

    public double High => Mean + HalfWidth;

    /// <summary>The interval of the mean of some samples.</summary>
    public static Interval Of(Samples samples)
    {
        var (mean, count) = (samples.Mean, samples.InOrder.Count);
        if (count == 1) return new Interval(mean, double.PositiveInfinity);
        var variance = samples.InOrder.Sum(value => (value - mean) * (value - mean)) / (count - 1);
        return new Interval(mean, Quantile(count - 1) * Math.Sqrt(variance / count));
    }

    /// <summary>The 97.5 % quantile of Student's t; beyond the table that of the last entry, which is a little wider.</summary>
    public static double Quantile(int degreesOfFreedom) => Quantiles[Math.Min(degreesOfFreedom, Quantiles.Length) - 1];
}
