using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.History;

/// <summary>A dimension's E-T errors out of the ledger: what the campaign computed, computed again.</summary>
public static class RecordedMeasurement
{
    /// <summary>Estimates a dimension in an iteration; null where the ledger lacks a subnet that the specification asks for.</summary>
    /// <param name="spec">Says which subnets; may differ from the recorded one as far as the ledger reaches.</param>
    /// <param name="part">What stands in the place of Q.</param>
    /// <param name="choices">Only these of the choices measured, in their order; null takes all.</param>
    /// <exception cref="NoSubnetWithinLimitException">The specification's limit leaves no subnet.</exception>
    public static DimensionMeasurement? Of(
        CampaignHistory recorded, CampaignSpec spec, int iteration, DimensionId dimension, EtErrorPart part = EtErrorPart.Both,
        IReadOnlyList<double>? choices = null)
    {
        if (recorded.Iteration(iteration) is null || recorded.Trained(SupernetNames.OfIteration(iteration)) is not { } trained) return null;
        var plan = recorded.PlanOf(spec, iteration, dimension);
        var set = new EvaluationSet(EvaluationSplit.SearchValidation, spec.Measurement.Images);
        var needed = plan.Estimator.HasPool() ? plan.Pool
            : plan.Dimension.Choices.Zip(plan.SubnetsByChoice, (Choice, Subnets) => (Choice, Subnets))
                .Where(it => choices is null || choices.Contains(it.Choice)).SelectMany(it => it.Subnets);
        var errors = new Dictionary<Architecture, SubnetError>();
        foreach (var subnet in needed)
        {
            if (errors.ContainsKey(subnet)) continue;
            if (recorded.Result(trained.CheckpointSha256, set, subnet) is not { } result) return null;
            errors.Add(subnet, SubnetError.Of(result));
        }
        return EtErrorEstimator.Estimate(plan, subnet => errors[subnet], spec.Measurement, part, choices);
    }
}
