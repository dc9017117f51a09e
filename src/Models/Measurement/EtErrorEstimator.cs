using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;

namespace S3Actors.Models.Measurement;

/// <summary>Turns the errors of a plan's subnets into the E-T error of each choice and the standard error of the slope.</summary>
/// <remarks>
/// The slope of Q over the choices is linear in the Q_j: w = sum of c_j Q_j. <c>independent</c>: the choices' errors are independent, so
/// SE(w)^2 = sum of c_j^2 SE(Q_j)^2. <c>paired</c>: a base is left out of all choices at once, so the jackknife's pseudo-values of w are the
/// slopes of each base's own pseudo-values z_bj (see <see cref="EtErrorSample"/>), and what choices have in common on a base cancels. Both
/// speak of the draw of subnets only; all subnets see the same images, whose draw is common to all choices.
/// </remarks>
public static class EtErrorEstimator
{
    /// <summary>Estimates a plan's dimension.</summary>
    /// <param name="errorOf">Top-1 error fraction of each of the plan's architectures.</param>
    /// <param name="spec">N and k of the campaign that made the plan.</param>
    public static DimensionMeasurement Estimate(MeasurementPlan plan, Func<Architecture, double> errorOf, MeasurementSpec spec) =>
        Estimate(plan.Dimension, plan.Estimator, [.. plan.SubnetsByChoice.Select(IReadOnlyList<double> (subnets) => [.. subnets.Select(errorOf)])], spec);

    /// <summary>The same with the measurement's part of a whole specification.</summary>
    public static DimensionMeasurement Estimate(MeasurementPlan plan, Func<Architecture, double> errorOf, CampaignSpec spec) =>
        Estimate(plan, errorOf, spec.Measurement);

    /// <summary>Estimates a dimension from bare errors.</summary>
    /// <param name="errorsByChoice">
    /// For each choice the top-1 error fractions of its subnets; paired: lists of one length, place b of each the same base. An error that is
    /// NaN, or a choice without any, makes that choice's E-T error NaN.
    /// </param>
    /// <param name="part">What stands in the place of Q; the paper's is both.</param>
    /// <exception cref="ArgumentException">Not one list for each choice, or paired lists of different lengths.</exception>
    public static DimensionMeasurement Estimate(
        SearchDimension dimension, EstimatorKind estimator, IReadOnlyList<IReadOnlyList<double>> errorsByChoice, MeasurementSpec spec,
        EtErrorPart part = EtErrorPart.Both)
    {
        if (errorsByChoice.Count != dimension.Choices.Count)
            throw new ArgumentException(FormattableString.Invariant($"{errorsByChoice.Count} lists of errors for {dimension.Choices.Count} choices."), nameof(errorsByChoice));
        if (estimator == EstimatorKind.Paired && errorsByChoice.Any(errors => errors.Count != errorsByChoice[0].Count))
            throw new ArgumentException("Paired choices have one error for each base.", nameof(errorsByChoice));
        EtErrorSample[] samples = [.. errorsByChoice.Select(errors => new EtErrorSample(errors, spec))];
        return new DimensionMeasurement(
            dimension,
            [.. samples.Zip(dimension.Choices, (sample, choice) => sample.ToChoice(choice, part))],
            100 * SlopeStandardError(estimator, [.. samples.Select(sample => sample.PseudoValues(part))]));
    }

    /// <param name="pseudoValues">For each choice its z_i.</param>
    private static double SlopeStandardError(EstimatorKind estimator, double[][] pseudoValues)
    {
        if (pseudoValues.Length < 2) return double.NaN;
        var weights = LinearFit.SlopeWeights(pseudoValues.Length);
        if (estimator == EstimatorKind.Independent)
            return Math.Sqrt(pseudoValues.Zip(weights, (z, weight) => Math.Pow(weight * EtErrorSample.MeanStandardError(z), 2)).Sum());
        var slopes = Enumerable.Range(0, pseudoValues[0].Length)
            .Select(b => pseudoValues.Zip(weights, (z, weight) => weight * (z[b] - pseudoValues[0][b])).Sum()); // from the first choice: what cancels, cancels exactly
        return EtErrorSample.MeanStandardError([.. slopes]);
    }
}
