namespace S3Actors.Models.Statistics;

/// <summary>Kendall's rank correlation, the form b, which allows for ties: 1 where two orders agree, -1 where one is the other reversed.</summary>
public static class KendallTau
{
    /// <summary>
    /// (concordant - discordant) / sqrt((pairs not tied in a) (pairs not tied in b)); NaN for fewer than two values, or where all values of a side
    /// tie.
    /// </summary>
    /// <exception cref="ArgumentException">The sides have different lengths.</exception>
    public static double Of(IReadOnlyList<double> a, IReadOnlyList<double> b) => Balance(a, b);

    /// <summary>
    /// About a 95 % interval of tau, from its arctanh's standard error sqrt(0.437 / (n - 4)) (Fieller, Hartley and Pearson, "Tests for rank correlation
    /// coefficients", 1957; made for the normal distribution and |tau| below 0.8). NaN for fewer than five values, and at 1 and -1, where it says nothing.
    /// </summary>
    /// <param name="tau">Kendall's tau of them.</param>
    /// <param name="count">n: pairs of values.</param>
    public static (double Lower, double Upper) Interval(double tau, int count)
    {
        if (count < 5 || !(Math.Abs(tau) < 1)) return (double.NaN, double.NaN);
        var half = Normal95 * Math.Sqrt(0.437 / (count - 4));
        return (Math.Tanh(Math.Atanh(tau) - half), Math.Tanh(Math.Atanh(tau) + half));
    }

    private const double Normal95 = 1.959963984540054;

    private static double Balance(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        if (a.Count != b.Count) throw new ArgumentException($"{a.Count} and {b.Count} values are no pairs.", nameof(b));
        long balance = 0, untiedA = 0, untiedB = 0;
        for (var i = 0; i < a.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (x, y) = (a[i].CompareTo(a[j]), b[i].CompareTo(b[j]));
                balance += x * y;
                untiedA += x * x;
                untiedB += y * y;
            }
        }
        return untiedA == 0 || untiedB == 0 ? double.NaN : balance / Math.Sqrt((double)untiedA * untiedB);
    }
}
