namespace S3Actors.Coordinator.Report.Charts;

/// <summary>Where an axis begins and ends, and how far its ticks are apart.</summary>
internal readonly record struct Scale(double Minimum, double Maximum, double Step)
{
    private const double Room = 0.06;

    /// <summary>As the axis says, or else a little wider than what is shown on it; ticks at round numbers.</summary>
    /// <param name="shown">Coordinates of everything in the panel.</param>
    /// <param name="ticks">About how many there is room for.</param>
    public static Scale Of(Axis axis, IEnumerable<double> shown, double ticks)
    {
        var finite = shown.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (axis.Minimum ?? finite.Min(), axis.Maximum ?? finite.Max());
        var room = high > low ? Room * (high - low) : Math.Max(Math.Abs(high) * Room, 0.5);
        low = axis.Minimum ?? low - room;
        high = axis.Maximum ?? high + room;
        if (high <= low) high = low + 1;
        return new Scale(low, high, StepOf((high - low) / Math.Max(1, ticks), axis.WholeNumbers));
    }

    /// <summary>The least of 1, 2, 5, 10, ... that is at least so much.</summary>
    private static double StepOf(double least, bool wholeNumbers)
    {
        if (wholeNumbers && least <= 1) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 5])
            if (factor * power >= least * 0.999) return factor * power;
        return 10 * power;
    }
}
