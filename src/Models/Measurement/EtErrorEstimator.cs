using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Statistics;

namespace S3Actors.Models.Measurement;

/// <summary>Turns the errors of a plan's subnets into the E-T error of each choice and the standard error of the slope.</summary>
/// <remarks>
/// The slope of Q over the choices is linear in the Q_j: w = sum of c_j Q_j. <c>fresh</c>: the choices' errors are independent, so over the
/// draw of subnets SE(w)^2 = sum of c_j^2 SE(Q_j)^2. <c>paired</c>: a base is left out of all choices at once, so the jackknife's pseudo-values
/// of w are the slopes of each base's own pseudo-values z_bj (see <see cref="EtErrorSample"/>), and what choices have in common on a base
/// cancels. <c>pooled</c> and <c>effects</c>: a member of the pool is left out of all choices at once (<see cref="PoolChoice"/>). All subnets
/// see the same images; where their errors are known by block, the scatter over the images is added (<see cref="ImageScatter"/>), and where
/// several supernets were measured, that over trainings.
/// </remarks>
public static class EtErrorEstimator
{
    /// <summary>Estimates a plan's dimension.</summary>
    /// <param name="errorOf">Error of each of the plan's architectures.</param>
    /// <param name="spec">N and k of the campaign that made the plan.</param>
    /// <param name="part">What stands in the place of Q; the paper's is both.</param>
    /// <param name="choices">Only these of the plan's choices, in their order; null takes all.</param>
    public static DimensionMeasurement Estimate(
        MeasurementPlan plan, Func<Architecture, SubnetError> errorOf, MeasurementSpec spec, EtErrorPart part = EtErrorPart.Both,
        IReadOnlyList<double>? choices = null)
    {
        var kept = plan.Dimension with { Choices = choices ?? plan.Dimension.Choices };
        int[] places = [.. kept.Choices.Select(choice => plan.Dimension.Choices.TakeWhile(it => !it.Equals(choice)).Count())];
        return plan.Estimator.HasPool()
            ? OfPool(plan, kept, places, [.. plan.Pool.Select(errorOf)], spec, part)
            : Estimate(kept, plan.Estimator, [.. places.Select(IReadOnlyList<SubnetError> (j) => [.. plan.SubnetsByChoice[j].Select(errorOf)])], spec, part);
    }

    /// <summary>
    /// Estimates a plan's dimension from one supernet or from several of the same space: from the subnets' mean errors, and with several the
    /// standard errors are total: how training happened to go is in them too (<see cref="TrainingScatter"/>).
    /// </summary>
    /// <param name="errorsOf">For each supernet, the error of each of the plan's architectures; one or more.</param>
    /// <param name="spec">As above, and so are the others.</param>
    public static DimensionMeasurement Estimate(
        MeasurementPlan plan, IReadOnlyList<Func<Architecture, SubnetError>> errorsOf, MeasurementSpec spec, EtErrorPart part = EtErrorPart.Both,
        IReadOnlyList<double>? choices = null) =>
        errorsOf.Count == 1 ? Estimate(plan, errorsOf[0], spec, part, choices)
        : TrainingScatter.Join(
            Estimate(plan, architecture => SubnetError.Mean([.. errorsOf.Select(errorOf => errorOf(architecture))]), spec, part, choices),
            [.. errorsOf.Select(errorOf => Estimate(plan, errorOf, spec, part, choices))]);

    /// <summary>The same with the measurement's part of a whole specification.</summary>
    public static DimensionMeasurement Estimate(MeasurementPlan plan, Func<Architecture, SubnetError> errorOf, CampaignSpec spec) =>
        Estimate(plan, errorOf, spec.Measurement);

    /// <summary>Estimates a dimension from the errors of each choice's own subnets.</summary>
    /// <param name="estimator">Paired or fresh.</param>
    /// <param name="errorsByChoice">
    /// For each choice the errors of its subnets; paired: lists of one length, place b of each the same base. An error that is NaN, or a choice
    /// without any, makes that choice's E-T error NaN.
    /// </param>
    /// <param name="part">What stands in the place of Q; the paper's is both.</param>
    /// <exception cref="ArgumentException">Not one list for each choice, or paired lists of different lengths.</exception>
    public static DimensionMeasurement Estimate(
        SearchDimension dimension, EstimatorKind estimator, IReadOnlyList<IReadOnlyList<SubnetError>> errorsByChoice, MeasurementSpec spec,
        EtErrorPart part = EtErrorPart.Both)
    {
        if (errorsByChoice.Count != dimension.Choices.Count)
            throw new ArgumentException(FormattableString.Invariant($"{errorsByChoice.Count} lists of errors for {dimension.Choices.Count} choices."),
                nameof(errorsByChoice));
        if (estimator == EstimatorKind.Paired && errorsByChoice.Any(errors => errors.Count != errorsByChoice[0].Count))
            throw new ArgumentException("Paired choices have one error for each base.", nameof(errorsByChoice));
        EtErrorSample[] samples = [.. errorsByChoice.Select(errors => new EtErrorSample(errors, spec))];
        return new DimensionMeasurement(
            dimension,
            [.. samples.Zip(dimension.Choices, (sample, choice) => sample.ToChoice(choice, part))],
            100 * SlopeStandardError(estimator, samples, part), Scatter(errorsByChoice.SelectMany(it => it)));
    }

    private static DimensionMeasurement OfPool(
        MeasurementPlan plan, SearchDimension kept, int[] places, SubnetError[] errors, MeasurementSpec spec, EtErrorPart part)
    {
        var pool = plan.Estimator == EstimatorKind.Effects ? MainEffects.Choices(plan, errors, spec) : PooledErrors.Choices(plan, errors, spec);
        PoolChoice[] choices = [.. places.Select(j => pool[j])];
        return new DimensionMeasurement(
            kept, [.. choices.Zip(kept.Choices, (it, choice) => it.ToChoice(choice, errors, part))],
            100 * PoolChoice.SlopeStandardError(choices, errors, part), Scatter(errors));
    }

    private static double SlopeStandardError(EstimatorKind estimator, EtErrorSample[] samples, EtErrorPart part)
    {
        if (LinearFit.SlopeWeights([.. samples.Select(sample => sample.IsKnown)]) is not { } weights) return double.NaN;
        double[][] pseudoValues = [.. samples.Select(sample => sample.PseudoValues(part))]; // for each choice its z_i
        double[][]?[] parts = [.. samples.Select(sample => sample.ByBlock(part))];
        var counted = parts.All(it => it is not null);
        if (estimator == EstimatorKind.Fresh)
        {
            var fresh = Math.Sqrt(pseudoValues.Zip(weights, (z, weight) => weight == 0 ? 0 : Math.Pow(weight * EtErrorSample.MeanStandardError(z), 2)).Sum());
            return ImageScatter.Join(fresh,
                counted ? [.. parts.Zip(weights, (units, weight) => units!.Select(unit => Times(unit, weight))).SelectMany(it => it)] : null);
        }
        int[] bases = [.. Enumerable.Range(0, pseudoValues[0].Length)];
        // from the first choice: what cancels, cancels exactly
        var slopes = bases.Select(b => pseudoValues.Zip(weights, (z, weight) => weight * (z[b] - pseudoValues[0][b])).Sum());
        return ImageScatter.Join(EtErrorSample.MeanStandardError([.. slopes]),
            counted ? [.. bases.Select(b => Sum([.. parts.Zip(weights, (units, weight) => Times(units![b], weight))]))] : null);
    }

    /// <summary>The images count where every subnet's error is known by two blocks or more.</summary>
    private static ErrorScatter? Scatter(IEnumerable<SubnetError> errors) =>
        errors.All(error => error.Deviations is { Count: > 1 }) ? ErrorScatter.Images : null;

    private static double[] Times(double[] values, double factor) => [.. values.Select(value => factor * value)];

    private static double[] Sum(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(b => rows.Sum(row => row[b]))];
}
