namespace S3Actors.Bench.Running;

/// <summary>A straight line through points by least squares.</summary>
/// <param name="Intercept">Its height at 0.</param>
/// <param name="Slope">What it rises a unit.</param>
/// <param name="SlopeError">Standard error of the slope, from the points' distances to the line; NaN for two points.</param>
/// <param name="Points">How many.</param>
internal sealed record Fit(double Intercept, double Slope, double SlopeError, int Points)
{
    /// <summary>Half of the interval in which the slope lies with a probability of 95 %, were the distances independent.</summary>
    public double HalfWidth => Interval.Quantile(Points - 2) * SlopeError;

    /// <summary>Fits y = intercept + slope x.</summary>
    /// <param name="x">At least two different values.</param>
    /// <param name="weights">How much each point counts; all alike where it is null.</param>
    public static Fit Line(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double>? weights = null)
    {
        var w = weights ?? [.. x.Select(_ => 1.0)];
        var all = w.Sum();
        var (meanX, meanY) = (Sum(i => w[i] * x[i]) / all, Sum(i => w[i] * y[i]) / all);
        var spread = Sum(i => w[i] * (x[i] - meanX) * (x[i] - meanX));
        var slope = Sum(i => w[i] * (x[i] - meanX) * (y[i] - meanY)) / spread;
        var intercept = meanY - slope * meanX;
        var variance = Sum(i => w[i] * Math.Pow(y[i] - intercept - slope * x[i], 2)) / (x.Count - 2);
        return new Fit(intercept, slope, Math.Sqrt(variance / spread), x.Count);

        double Sum(Func<int, double> of) => Enumerable.Range(0, x.Count).Sum(of);
    }

    /// <summary>Fits y = c x^slope by a line through the logarithms; the intercept is log c.</summary>
    public static Fit Power(IReadOnlyList<double> x, IReadOnlyList<double> y) =>
        Line([.. x.Select(value => Math.Log(value))], [.. y.Select(value => Math.Log(value))]);

    /// <summary>
    /// Fits y = intercept + slope x where the points span a large factor: distances count in proportion to y, so that the small points say
    /// as much as the large ones.
    /// </summary>
    public static Fit Proportional(IReadOnlyList<double> x, IReadOnlyList<double> y) => Line(x, y, [.. y.Select(value => 1 / (value * value))]);
}
