using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Models.Measurement;

/// <summary>
/// The E-T error of one set of subnets, and each subnet's part in it.
/// </summary>
/// <remarks>
/// Qe is a mean, and Qt can be written as one: with q the k-th smallest error, Qt = mean over i of u_i, u_i = q - (n / k) max(0, q - e_i).
/// u_i - Qt is the influence of subnet i on the mean of the best k (an L-statistic; Serfling, "Approximation Theorems of Mathematical
/// Statistics", 1980, section 8). So Q = mean of z_i, z_i = (e_i + u_i) / 2, standard errors are those of means, and the correlation of Qe
/// with Qt, and of one choice with another on the same bases, is accounted for without resampling. The uncertainty of q itself is left out:
/// for k of only a few the stated errors of Qt are somewhat small.
/// </remarks>
internal sealed class EtErrorSample
{
    private readonly double[] _errors;
    private readonly double[] _bestInfluence;

    /// <param name="errors">Top-1 error fractions, one for each subnet; with none, or one that is NaN, every result is NaN.</param>
    /// <param name="spec">Gives N and k: with n below N the best k n / N count, rounded to the nearest, at least one.</param>
    public EtErrorSample(IReadOnlyList<double> errors, MeasurementSpec spec)
    {
        _errors = [.. errors];
        TopK = Count(errors.Count, spec);
        var bound = Unknown ? double.NaN : _errors.Order().ElementAt(TopK - 1);
        var scale = (double)errors.Count / Math.Max(1, TopK);
        _bestInfluence = [.. _errors.Select(error => bound - scale * Math.Max(0, bound - error))];
    }

    /// <summary>k: subnets behind Qt.</summary>
    public int TopK { get; }

    /// <summary>z_i, whose mean is Q, in the order of the errors given.</summary>
    public double[] Parts => [.. _errors.Zip(_bestInfluence, (error, best) => (error + best) / 2)];

    /// <summary>The record of the choice that these subnets stand for.</summary>
    public ChoiceEtError ToChoice(double choice)
    {
        // Sorted, so that the sums do not depend on the order of the subnets.
        double[] sorted = [.. _errors.Order()];
        var qe = Unknown ? double.NaN : Mean(sorted);
        var qt = Unknown ? double.NaN : Mean(sorted.AsSpan(0, TopK));
        return new ChoiceEtError(
            choice, qe, qt, (qe + qt) / 2, _errors.Length, TopK,
            MeanStandardError(_errors), MeanStandardError(_bestInfluence), MeanStandardError(Parts));
    }

    /// <summary>Standard error of the mean of independent values: s / sqrt(n), s^2 with n - 1; NaN for fewer than two.</summary>
    public static double MeanStandardError(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return double.NaN;
        double[] sorted = [.. values.Order()];
        var mean = Mean(sorted);
        return Math.Sqrt(sorted.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1.0) / values.Count);
    }

    /// <summary>The mean as a distance from the first value: equal values have exactly their value as mean.</summary>
    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value - values[0];
        return values[0] + sum / values.Length;
    }

    private bool Unknown => _errors.Length == 0 || _errors.Any(double.IsNaN);

    private static int Count(int subnets, MeasurementSpec spec)
    {
        if (subnets == 0) return 0;
        if (subnets >= spec.Subnets) return Math.Min(spec.TopK, subnets);
        var scaled = Math.Round((double)spec.TopK * subnets / spec.Subnets, MidpointRounding.AwayFromZero);
        return Math.Clamp((int)scaled, 1, subnets);
    }
}
