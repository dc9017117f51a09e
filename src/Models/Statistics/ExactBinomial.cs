using MathNet.Numerics.Distributions;

namespace S3Actors.Models.Statistics;

/// <summary>The exact test whether two counts come from a fair coin: the sign test and McNemar's exact test are both this.</summary>
public static class ExactBinomial
{
    /// <summary>Two-sided p: twice the probability that the rarer side comes up at most as often, and at most 1; 1 for no throw at all.</summary>
    /// <param name="a">Throws of one side, 0 or more.</param>
    /// <param name="b">Throws of the other.</param>
    public static double TwoSided(int a, int b)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(a);
        ArgumentOutOfRangeException.ThrowIfNegative(b);
        return a + b == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, a + b, Math.Min(a, b)));
    }
}
