namespace S3Actors.Models.Measurement;

/// <summary>
/// What the draw of images adds to a standard error over the draw of subnets: the second way of the two-way jackknife.
/// </summary>
/// <remarks>
/// Subnets and blocks of images are crossed, and an estimate that is linear in the errors is a sum of parts d_ub of unit u (a subnet, or a
/// base with all its choices) on block b. Its variance has three parts: units, blocks, and what is left to both together. The jackknife over
/// units sees the first and the third, that over blocks the second and the third; so their sum less the third is stated (Owen, "The pigeonhole
/// bootstrap", 2007, on crossed samples). An estimate that is not linear (Qt) enters with its derivative: its best subnets stay the best.
/// </remarks>
internal static class ImageScatter
{
    /// <summary>The standard error over subnets and images.</summary>
    /// <param name="subnets">That over subnets alone, in the unit of the parts.</param>
    /// <param name="parts">d_ub by unit and block, each unit's sum over blocks being 0; null where blocks were not counted: then that over subnets
    /// stays.</param>
    public static double Join(double subnets, double[][]? parts)
    {
        if (parts is not { Length: > 0 } || parts[0].Length < 2 || double.IsNaN(subnets)) return subnets;
        var (blocks, both) = Variances(parts);
        return Math.Sqrt(Math.Max(subnets * subnets + Math.Max(0, blocks - both), blocks));
    }

    /// <summary>The variance that the jackknife over blocks states, and its part that is left to units and blocks together.</summary>
    private static (double Blocks, double Both) Variances(double[][] parts)
    {
        var (units, count) = (parts.Length, parts[0].Length);
        var totals = new double[count];
        foreach (var unit in parts)
            for (var b = 0; b < count; b++) totals[b] += unit[b];
        var middle = totals.Average();
        var blocks = totals.Sum(total => (total - middle) * (total - middle)) / (count * (count - 1.0));
        var both = 0.0;
        foreach (var unit in parts)
            for (var b = 0; b < count; b++) both += Math.Pow(unit[b] - totals[b] / units, 2);
        return (blocks, units < 2 ? 0 : both * units / (units - 1.0) / (count * (count - 1.0)));
    }
}
