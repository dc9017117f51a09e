using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Models.Measurement;

/// <summary>
/// Which subnets stand for each choice of one dimension in one iteration (method: "E-T error"). A function of the specification, the
/// space, the iteration and the dimension: every process that needs it makes the same.
/// </summary>
/// <remarks>
/// <c>paired</c>: base subnets drawn from the whole space, the same for all dimensions of an iteration, each taken under every choice. A
/// base under some choice of which the limit is broken is replaced by the next draw, so all choices are compared on the same bases, and
/// bases stand for that part of the space which can afford all choices. <c>independent</c>: fresh draws for each choice.
/// Draws repeat where a space is small; a subnet then counts as often as it was drawn and is evaluated once.
/// </remarks>
public sealed class MeasurementPlan
{
    private readonly Lazy<IReadOnlyList<Architecture>> _architectures;

    private MeasurementPlan(SearchDimension dimension, int iteration, EstimatorKind estimator, IReadOnlyList<Architecture>[] subnetsByChoice)
    {
        (Dimension, Iteration, Estimator, SubnetsByChoice) = (dimension, iteration, estimator, subnetsByChoice);
        _architectures = new(() => [.. subnetsByChoice.SelectMany(subnets => subnets).Distinct().OrderBy(a => a.CanonicalText, StringComparer.Ordinal)]);
    }

    /// <summary>The dimension measured.</summary>
    public SearchDimension Dimension { get; }

    /// <summary>Iteration, counted from 1.</summary>
    public int Iteration { get; }

    /// <summary>How the subnets were drawn.</summary>
    public EstimatorKind Estimator { get; }

    /// <summary>
    /// The subnets of each choice, in the order of the choices. Paired: the lists have one length n, and place b of each holds the same
    /// base b. Each length is between 1 and the specification's N; less than N where the limit leaves too few.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Architecture>> SubnetsByChoice { get; }

    /// <summary>What is to be evaluated: distinct, in the ordinal order of their canonical texts.</summary>
    public IReadOnlyList<Architecture> Architectures => _architectures.Value;

    /// <summary>Draws the subnets.</summary>
    /// <exception cref="NoSubnetWithinLimitException">The limit leaves none.</exception>
    public static MeasurementPlan Create(CampaignSpec spec, SearchSpace space, int iteration, DimensionId id)
    {
        var pool = new SubspacePool(spec, space, iteration, id);
        var choices = Enumerable.Range(0, space[id].Choices.Count);
        if (spec.Measurement.Estimator == EstimatorKind.Independent)
            return new MeasurementPlan(space[id], iteration, EstimatorKind.Independent, [.. choices.Select(pool.Independent)]);
        var rows = pool.PairedRows();
        return new MeasurementPlan(
            space[id], iteration, EstimatorKind.Paired, [.. choices.Select(IReadOnlyList<Architecture> (j) => [.. rows.Select(row => row[j])])]);
    }
}
