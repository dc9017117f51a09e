namespace S3Actors.Models.Statistics;

/// <summary>
/// A straight line over the choices' index: Q(v_j) = w j + b, j = 0, 1, ... (method: "Space evolution"; the index as abscissa is ours, so
/// that one threshold in percentage points serves all kinds).
/// </summary>
/// <param name="Slope">w, in the unit of the values, a step; NaN for fewer than two values that are numbers.</param>
/// <param name="Intercept">b: the line at index 0; for one value that value.</param>
/// <remarks>A value that is NaN (a choice that no subnet has) keeps its index and is left out.</remarks>
public readonly record struct LinearFit(double Slope, double Intercept)
{
    /// <summary>The least-squares line.</summary>
    public static LinearFit Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return new LinearFit(double.NaN, double.NaN);
        if (values.Count == 1) return new LinearFit(double.NaN, values[0]);
        if (values.Any(double.IsNaN)) return OfKnown(values);
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

    /// <summary>The same where only some values are numbers: 0 for the others; null where fewer than two are.</summary>
    /// <param name="known">For each value, whether it is a number.</param>
    public static double[]? SlopeWeights(IReadOnlyList<bool> known)
    {
        int[] places = [.. Enumerable.Range(0, known.Count).Where(j => known[j])];
        if (places.Length < 2) return null;
        if (places.Length == known.Count) return SlopeWeights(known.Count);
        var middle = places.Average();
        var squares = places.Sum(j => (j - middle) * (j - middle));
        return [.. known.Select((it, j) => it ? (j - middle) / squares : 0)];
    }

    private static LinearFit OfKnown(IReadOnlyList<double> values)
    {
        int[] places = [.. Enumerable.Range(0, values.Count).Where(j => !double.IsNaN(values[j]))];
        if (SlopeWeights([.. values.Select(value => !double.IsNaN(value))]) is not { } weights)
            return new LinearFit(double.NaN, places.Length == 1 ? values[places[0]] : double.NaN);
        var slope = places.Sum(j => weights[j] * (values[j] - values[places[0]]));
        return new LinearFit(slope, places.Average(j => values[j]) - slope * places.Average());
    }

    /// <summary>
    /// The Theil-Sen line: the median of the slopes between all pairs of values, and the median of what that slope leaves. One wild value
    /// among many does not turn it.
    /// </summary>
    public static LinearFit TheilSen(IReadOnlyList<double> values)
    {
        int[] places = [.. Enumerable.Range(0, values.Count).Where(j => !double.IsNaN(values[j]))];
        if (places.Length < 2) return Of(values);
        var slopes = from i in places
                     from j in places
                     where i < j
                     select (values[j] - values[i]) / (j - i);
        var slope = Median([.. slopes]);
        return new LinearFit(slope, Median([.. places.Select(j => values[j] - slope * j)]));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return int.IsOddInteger(values.Length) ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
