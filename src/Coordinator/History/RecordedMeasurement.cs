using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.History;

/// <summary>A dimension's E-T errors out of the ledger: what the campaign computed, computed again.</summary>
public static class RecordedMeasurement
{
    /// <summary>Estimates a dimension in an iteration; null where the ledger lacks a subnet that the specification asks for.</summary>
    /// <param name="spec">Says which subnets, and of how many supernets; may differ from the recorded one as far as the ledger reaches.</param>
    /// <param name="part">What stands in the place of Q.</param>
    /// <param name="choices">Only these of the choices measured, in their order; null takes all.</param>
    /// <exception cref="NoSubnetWithinLimitException">The specification's limit leaves no subnet.</exception>
    public static DimensionMeasurement? Of(
        CampaignHistory recorded, CampaignSpec spec, int iteration, DimensionId dimension, EtErrorPart part = EtErrorPart.Both,
        IReadOnlyList<double>? choices = null)
    {
        if (recorded.Iteration(iteration) is null) return null;
        var trained = SupernetNames.AllOfIteration(iteration, spec.Measurement.ReplicateCount()).Select(recorded.Trained).ToList();
        if (trained.Contains(null)) return null;
        var plan = recorded.PlanOf(spec, iteration, dimension);
        var set = new EvaluationSet(EvaluationSplit.SearchValidation, spec.Measurement.Images);
        var needed = plan.Estimator.HasPool() ? plan.Pool
            : plan.Dimension.Choices.Zip(plan.SubnetsByChoice, (Choice, Subnets) => (Choice, Subnets))
                .Where(it => choices is null || choices.Contains(it.Choice)).SelectMany(it => it.Subnets);
        var subnets = needed.ToHashSet();
        var errors = new List<Func<Architecture, SubnetError>>();
        foreach (var supernet in trained)
        {
            var known = new Dictionary<Architecture, SubnetError>();
            foreach (var subnet in subnets)
            {
                if (recorded.Result(supernet!.CheckpointSha256, set, subnet) is not { } result) return null;
                known.Add(subnet, SubnetError.Of(result));
            }
            errors.Add(subnet => known[subnet]);
        }
        return EtErrorEstimator.Estimate(plan, errors, spec.Measurement, part, choices);
    }
}
