using S3Actors.Models.Randomness;

namespace S3Actors.Models.Augmentation;

/// <summary>Beta(a, a) as the share of one of two Gamma(a) numbers.</summary>
public static class BetaDistribution
{
    /// <summary>A number in [0, 1] of the Beta distribution with both parameters <paramref name="alpha"/>, above 0.</summary>
    public static double DrawSymmetric(double alpha, CounterRandom random)
    {
        // In logarithms: a Gamma number of a small parameter is often below what a double can hold.
        var (one, other) = (LogGamma(alpha, random), LogGamma(alpha, random));
        return 1 / (1 + Math.Exp(other - one));
    }

    /// <summary>The logarithm of a Gamma(alpha, 1) number (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000).</summary>
    private static double LogGamma(double alpha, CounterRandom random)
    {
        // Gamma(a) for a below 1 is Gamma(a + 1) times the a-th root of a uniform number.
        if (alpha < 1) return LogGamma(alpha + 1, random) + Math.Log(1 - random.NextDouble()) / alpha;
        var d = alpha - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextGaussian();
            var v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < x * x / 2 + d - d * v + d * Math.Log(v)) return Math.Log(d * v);
        }
    }
}
