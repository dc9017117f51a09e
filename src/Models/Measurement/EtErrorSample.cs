using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Models.Measurement;

/// <summary>The E-T error of one set of subnets, and each subnet's part in its uncertainty.</summary>
/// <remarks>
/// Standard errors are delete-one jackknife estimates (Efron and Stein, "The jackknife estimate of variance", 1981). The pseudo-values of Qe
/// are the errors e_i themselves. For Qt a set smaller by one keeps the best share p = k / n, the last of them in part; with e_(k) the k-th
/// smallest error that gives v_i = (e_i - (1 - p) e_(k+1)) / p for the best k and v_i = e_(k) for the others. Those of Q are
/// z_i = (e_i + v_i) / 2, so the correlation of Qe with Qt, and of one choice with another on the same bases, is accounted for without
/// resampling. Checked over many campaigns in the tests; for k = 1 too large rather than too small.
/// </remarks>
internal sealed class EtErrorSample
{
    private readonly IReadOnlyList<SubnetError> _subnets;
    private readonly double[] _errors;
    private readonly double[] _bestPseudoValues;

    /// <param name="errors">One for each subnet; with none, or one that is NaN, every result is NaN.</param>
    /// <param name="spec">Gives N and k: with n below N the best k n / N count, rounded to the nearest, at least one.</param>
    public EtErrorSample(IReadOnlyList<SubnetError> errors, MeasurementSpec spec)
    {
        _subnets = errors;
        _errors = [.. errors.Select(error => error.Fraction)];
        TopK = Count(errors.Count, spec);
        _bestPseudoValues = Unknown ? [.. _errors.Select(_ => double.NaN)] : BestPseudoValues(_errors, TopK);
    }

    /// <summary>k: subnets behind Qt.</summary>
    public int TopK { get; }

    /// <summary>z_i, the pseudo-values of Q (of Qe or Qt where only that part counts), in the order of the errors given.</summary>
    public double[] PseudoValues(EtErrorPart part = EtErrorPart.Both) => part switch
    {
        EtErrorPart.Expected => _errors,
        EtErrorPart.Top => _bestPseudoValues,
        _ => [.. _errors.Zip(_bestPseudoValues, (error, best) => (error + best) / 2)],
    };

    /// <summary>The record of the choice that these subnets stand for.</summary>
    public ChoiceEtError ToChoice(double choice, EtErrorPart part = EtErrorPart.Both)
    {
        // Sorted, so that the sums do not depend on the order of the subnets.
        double[] sorted = [.. _errors.Order()];
        var qe = Unknown ? double.NaN : Mean(sorted);
        var qt = Unknown ? double.NaN : Mean(sorted.AsSpan(0, TopK));
        return new ChoiceEtError(
            choice, qe, qt, part switch { EtErrorPart.Expected => qe, EtErrorPart.Top => qt, _ => (qe + qt) / 2 }, _errors.Length, TopK,
            StandardError(EtErrorPart.Expected), StandardError(EtErrorPart.Top), StandardError(part));
    }

    /// <summary>Whether Q is a number.</summary>
    public bool IsKnown => !Unknown;

    /// <summary>Each subnet's part in the scatter of Q over the images, in the order of the errors given; null where blocks were not counted.</summary>
    public double[][]? ByBlock(EtErrorPart part)
    {
        if (Unknown || _subnets.Any(subnet => subnet.Deviations is null)) return null;
        var last = _errors.Order().ElementAt(TopK - 1);
        var (best, tied) = (_errors.Count(error => error < last), _errors.Count(error => error.Equals(last)));
        return [.. _subnets.Select(subnet =>
        {
            // Those that tie at the k-th place share what is left of it.
            var top = (subnet.Fraction < last ? 1.0 : subnet.Fraction.Equals(last) ? (TopK - best) / (double)tied : 0) / TopK;
            var weight = part switch { EtErrorPart.Expected => 1.0 / _errors.Length, EtErrorPart.Top => top, _ => (1.0 / _errors.Length + top) / 2 };
            return subnet.Deviations!.Select(deviation => weight * deviation).ToArray();
        })];
    }

    private double StandardError(EtErrorPart part) => ImageScatter.Join(MeanStandardError(PseudoValues(part)), ByBlock(part));

    /// <summary>Standard error of the mean of independent values: s / sqrt(n), s^2 with n - 1; NaN for fewer than two.</summary>
    public static double MeanStandardError(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return double.NaN;
        double[] sorted = [.. values.Order()];
        var mean = Mean(sorted);
        return Math.Sqrt(sorted.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1.0) / values.Count);
    }

    private static double[] BestPseudoValues(double[] errors, int topK)
    {
        double[] sorted = [.. errors.Order()];
        var share = (double)topK / errors.Length;
        var last = sorted[topK - 1];
        var next = sorted[Math.Min(topK, sorted.Length - 1)];
        // Written as distances from the next, so that what bases have in common cancels exactly. Ties at the k-th give either form the same.
        return [.. errors.Select(error => error <= last ? next - (next - error) / share : last)];
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
