using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Models.Measurement;

/// <summary>
/// Which subnets stand for each choice of one dimension in one iteration (method: "E-T error"). A function of the specification, the
/// space, the iteration and the dimension: every process that needs it makes the same.
/// </summary>
/// <remarks>
/// <c>paired</c>: base subnets drawn from the whole space, the same for all dimensions of an iteration, each taken under every choice. A
/// base under some choice of which the limit is broken is replaced by the next draw, so all choices are compared on the same bases, and
/// bases stand for that part of the space which can afford all choices. <c>fresh</c>: fresh draws for each choice. <c>pooled</c>, <c>effects</c>:
/// one pool of draws, the same for all dimensions of an iteration; a choice has those members that have it in any block of the stage.
/// Draws repeat where a space is small; a subnet then counts as often as it was drawn and is evaluated once.
/// </remarks>
public sealed class MeasurementPlan
{
    private readonly Lazy<IReadOnlyList<Architecture>> _architectures;

    private MeasurementPlan(
        CampaignSpec spec, SearchSpace space, DimensionId id, int iteration, IReadOnlyList<Architecture>[] subnetsByChoice, IReadOnlyList<Architecture> pool)
    {
        (Searched, Dimension, Iteration, Estimator) = (BlockTies.Of(spec).Searched(space), space[id], iteration, spec.Measurement.Estimator);
        (SubnetsByChoice, Pool) = (subnetsByChoice, pool);
        _architectures = new(() => [.. subnetsByChoice.SelectMany(subnets => subnets).Distinct().OrderBy(a => a.CanonicalText, StringComparer.Ordinal)]);
    }

    /// <summary>The dimensions of the space that are measured, this one among them.</summary>
    public IReadOnlyList<SearchDimension> Searched { get; }

    /// <summary>The dimension measured.</summary>
    public SearchDimension Dimension { get; }

    /// <summary>Iteration, counted from 1.</summary>
    public int Iteration { get; }

    /// <summary>How the subnets were drawn.</summary>
    public EstimatorKind Estimator { get; }

    /// <summary>
    /// The subnets of each choice, in the order of the choices. Paired: the lists have one length n, and place b of each holds the same
    /// base b. Each length is between 1 and the specification's N; less than N where the limit leaves too few. Of a pool a choice may have no
    /// member, and a member may stand for several.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Architecture>> SubnetsByChoice { get; }

    /// <summary>The pool in the order of its draws; empty where the estimator has none.</summary>
    public IReadOnlyList<Architecture> Pool { get; }

    /// <summary>What is to be evaluated: distinct, in the ordinal order of their canonical texts.</summary>
    public IReadOnlyList<Architecture> Architectures => _architectures.Value;

    /// <summary>Draws the subnets.</summary>
    /// <exception cref="NoSubnetWithinLimitException">The limit leaves none.</exception>
    public static MeasurementPlan Create(CampaignSpec spec, SearchSpace space, int iteration, DimensionId id)
    {
        var draws = new SubspacePool(spec, space, iteration, id);
        var (estimator, values) = (spec.Measurement.Estimator, space[id].Choices);
        var choices = Enumerable.Range(0, values.Count);
        if (estimator.HasPool())
        {
            var pool = draws.Pool();
            return new MeasurementPlan(
                spec, space, id, iteration,
                [.. values.Select(IReadOnlyList<Architecture> (value) => [.. pool.Where(member => member.Share(id, value) > 0)])], pool);
        }
        if (estimator == EstimatorKind.Fresh) return new MeasurementPlan(spec, space, id, iteration, [.. choices.Select(draws.Fresh)], []);
        var rows = draws.PairedRows();
        return new MeasurementPlan(spec, space, id, iteration,
            [.. choices.Select(IReadOnlyList<Architecture> (j) => [.. rows.Select(row => row[j])])], []);
    }
}
