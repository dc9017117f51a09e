using S3Actors.Messages.Campaign;
using S3Actors.Models.Space;

namespace S3Actors.Models.Measurement;

/// <summary>
/// The estimator <c>pooled</c>: a choice's error is the mean over the members that have it, each weighted by the share of its stage's blocks
/// that have it; Qt is the mean over the best k / N of that weight, the last member in part.
/// </summary>
internal static class PooledErrors
{
    public static IReadOnlyList<PoolChoice> Choices(MeasurementPlan plan, IReadOnlyList<SubnetError> errors, MeasurementSpec spec)
    {
        double[] fractions = [.. errors.Select(error => error.Fraction)];
        return [.. plan.Dimension.Choices.Select(choice =>
            Choice([.. plan.Pool.Select(member => member.Share(plan.Dimension.Id, choice))], fractions, (double)spec.TopK / spec.Subnets))];
    }

    private static PoolChoice Choice(double[] shares, double[] errors, double best)
    {
        var (whole, members) = (shares.Sum(), shares.Count(share => share > 0));
        if (members == 0 || shares.Zip(errors).Any(it => it.First > 0 && double.IsNaN(it.Second))) return PoolChoice.Nobody(members);
        var top = BestShares(shares, errors, best * whole);
        var threshold = errors.Zip(top).Where(it => it.Second > 0).Max(it => it.First);
        // Each member's pseudo-value of Qt: what the mean of the best would be if all members were like it.
        double[] values = [.. errors.Select(error => threshold + Math.Min(error - threshold, 0) / best)];
        return new PoolChoice(Mean(shares, errors, shares), Mean(shares, values, top), members, top.Count(share => share > 0));

        PoolEstimate Mean(double[] weights, double[] contributions, double[] counted)
        {
            var anchor = errors.Zip(weights).First(it => it.Second > 0).First; // as a distance from one error: equal errors give exactly theirs
            var sum = counted.Sum();
            var value = anchor + counted.Zip(errors, (share, error) => share == 0 ? 0 : share * (error - anchor)).Sum() / sum;
            return new PoolEstimate(
                value, [.. weights.Zip(contributions, (weight, z) => weight == 0 ? 0 : members < 2 ? double.NaN : -weight * (z - value) / (whole - weight))],
                [.. counted.Select(share => share / sum)]);
        }
    }

    /// <summary>Of each member's share, the part that is among the best: in the order of the errors up to so much in all.</summary>
    private static double[] BestShares(double[] shares, double[] errors, double wanted)
    {
        var taken = new double[shares.Length];
        foreach (var m in Enumerable.Range(0, shares.Length).Where(m => shares[m] > 0).OrderBy(m => errors[m]))
        {
            if (wanted <= 0) break;
            taken[m] = Math.Min(shares[m], wanted);
            wanted -= taken[m];
        }
        return taken;
    }
}
