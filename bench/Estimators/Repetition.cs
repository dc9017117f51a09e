using S3Actors.Bench.Running;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using S3Actors.Models.Statistics;

namespace S3Actors.Bench.Estimators;

/// <summary>One measurement of all dimensions with one seed.</summary>
/// <param name="Slopes">Of each dimension, percentage points a step.</param>
/// <param name="StatedErrors">The standard errors that the estimator itself states for them.</param>
/// <param name="Directions">What the campaign's rule makes of each: 1 grows, -1 shrinks, 0 stays.</param>
/// <param name="Evaluations">Subnets evaluated.</param>
/// <param name="StagePasses">Stages run.</param>
internal sealed record Repetition(IReadOnlyList<double> Slopes, IReadOnlyList<double> StatedErrors, IReadOnlyList<int> Directions, int Evaluations,
    int StagePasses)
{
    /// <summary>Measures as a campaign does: the subnets of all dimensions together, sorted, each once.</summary>
    public static Repetition Of(CampaignSpec spec, IReadOnlyList<DimensionId> dimensions, EvaluatorTeam evaluators, ImageSubset images)
    {
        var plans = dimensions.Select(dimension => MeasurementPlan.Create(spec, spec.InitialSpace, 1, dimension)).ToList();
        List<Architecture> subnets = [.. plans.SelectMany(plan => plan.Architectures).Distinct().OrderBy(a => a.CanonicalText, StringComparer.Ordinal)];
        var errors = evaluators.Evaluate(subnets, images).ToDictionary(result => result.Architecture, SubnetError.Of);
        var measurements = plans.ConvertAll(plan => EtErrorEstimator.Estimate(plan, architecture => errors[architecture], spec));
        return new Repetition(
            measurements.ConvertAll(measured => 100 * LinearFit.Of([.. measured.Errors.Select(error => error.Q)]).Slope),
            measurements.ConvertAll(measured => measured.SlopeStandardError),
            measurements.ConvertAll(measured =>
            {
                var rule = UpdateRules.RuleFor(spec.Evolution, measured.Dimension.Id);
                return Math.Sign(UpdateRules.Resolve(rule).Decide(measured, rule).Steps);
            }),
            subnets.Count, Estimators.StagePasses.Of(subnets));
    }
}
