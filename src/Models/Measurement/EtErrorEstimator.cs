using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;

namespace S3Actors.Models.Measurement;

/// <summary>Turns the errors of a plan's subnets into the E-T error of each choice and the standard error of the slope.</summary>
/// <remarks>
/// The slope of Q over the choices is linear in the Q_j: w = sum of c_j Q_j. <c>independent</c>: the choices' errors are independent, so
/// SE(w)^2 = sum of c_j^2 SE(Q_j)^2. <c>paired</c>: Q_j is a mean over bases (see <see cref="EtErrorSample"/>), so w is the mean over bases
/// of the slopes each base has alone, and SE(w) is that of a mean: what bases have in common cancels. Both speak of the draw of subnets
/// only; all subnets see the same images, whose draw is common to all choices.
/// </remarks>
public static class EtErrorEstimator
{
    /// <summary>Estimates a dimension.</summary>
    /// <param name="errorOf">Top-1 error fraction of each of the plan's architectures.</param>
    /// <param name="spec">N and k of the campaign that made the plan.</param>
    public static DimensionMeasurement Estimate(MeasurementPlan plan, Func<Architecture, double> errorOf, MeasurementSpec spec)
    {
        EtErrorSample[] samples = [.. plan.SubnetsByChoice.Select(subnets => new EtErrorSample([.. subnets.Select(errorOf)], spec))];
        return new DimensionMeasurement(
            plan.Dimension,
            [.. samples.Zip(plan.Dimension.Choices, (sample, choice) => sample.ToChoice(choice))],
            100 * SlopeStandardError(plan.Estimator, [.. samples.Select(sample => sample.Parts)]));
    }

    /// <summary>The same with the measurement's part of a whole specification.</summary>
    public static DimensionMeasurement Estimate(MeasurementPlan plan, Func<Architecture, double> errorOf, CampaignSpec spec) =>
        Estimate(plan, errorOf, spec.Measurement);

    /// <param name="parts">For each choice its z_i.</param>
    private static double SlopeStandardError(EstimatorKind estimator, double[][] parts)
    {
        if (parts.Length < 2) return double.NaN;
        var weights = LinearFit.SlopeWeights(parts.Length);
        if (estimator == EstimatorKind.Independent)
            return Math.Sqrt(parts.Zip(weights, (z, weight) => Math.Pow(weight * EtErrorSample.MeanStandardError(z), 2)).Sum());
        var slopes = Enumerable.Range(0, parts[0].Length)
            .Select(b => parts.Zip(weights, (z, weight) => weight * (z[b] - parts[0][b])).Sum()); // from the first choice: what cancels, cancels exactly
        return EtErrorSample.MeanStandardError([.. slopes]);
    }
}
