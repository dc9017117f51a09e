namespace S3Actors.Models.Statistics;

/// <summary>Kendall's rank correlation, the form b, which allows for ties: 1 where two orders agree, -1 where one is the other reversed.</summary>
public static class KendallTau
{
    /// <summary>
    /// (concordant - discordant) / sqrt((pairs not tied in a) (pairs not tied in b)); NaN for fewer than two values, or where all values of a side
    /// tie.
    /// </summary>
    /// <exception cref="ArgumentException">The sides have different lengths.</exception>
    public static double Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
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
