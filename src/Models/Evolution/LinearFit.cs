namespace S3Actors.Models.Evolution;

/// <summary>
/// A straight line over the choices' index: Q(v_j) = w j + b, j = 0, 1, ... (method: "Space evolution"; the index as abscissa is ours, so
/// that one threshold in percentage points serves all kinds).
/// </summary>
/// <param name="Slope">w, in the unit of the values, a step; NaN for fewer than two values or where a value is NaN.</param>
/// <param name="Intercept">b: the line at index 0; for one value that value.</param>
public readonly record struct LinearFit(double Slope, double Intercept)
{
    /// <summary>The least-squares line.</summary>
    public static LinearFit Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return new LinearFit(double.NaN, double.NaN);
        if (values.Count == 1) return new LinearFit(double.NaN, values[0]);
        var slope = SlopeWeights(values.Count).Zip(values, (weight, value) => weight * (value - values[0])).Sum(); // ties give exactly 0
        return new LinearFit(slope, values.Average() - slope * (values.Count - 1) / 2);
    }

    /// <summary>
    /// c_j with w = sum of c_j Q_j: the least-squares slope is linear in the values. c_j = (j - mean j) / sum of (j - mean j)^2.
    /// </summary>
    public static double[] SlopeWeights(int count)
    {
        var middle = (count - 1) / 2.0;
        var squares = count * ((double)count * count - 1) / 12;
        return [.. Enumerable.Range(0, count).Select(j => (j - middle) / squares)];
    }

    /// <summary>
    /// The Theil-Sen line: the median of the slopes between all pairs of values, and the median of what that slope leaves. One wild value
    /// among many does not turn it.
    /// </summary>
    public static LinearFit TheilSen(IReadOnlyList<double> values)
    {
        if (values.Count < 2 || values.Any(double.IsNaN)) return Of(values);
        var slopes = from i in Enumerable.Range(0, values.Count)
                     from j in Enumerable.Range(i + 1, values.Count - i - 1)
                     select (values[j] - values[i]) / (j - i);
        var slope = Median([.. slopes]);
        return new LinearFit(slope, Median([.. values.Select((value, j) => value - slope * j)]));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return int.IsOddInteger(values.Length) ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
