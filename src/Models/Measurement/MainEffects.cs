using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Models.Measurement;

/// <summary>
/// The estimator <c>effects</c>: one least-squares regression of the pool's errors on the choices of all dimensions at once. A choice's error
/// is its adjusted mean: what the fit gives for it where every other dimension stands at the pool's mean. So a slope is free of what other
/// dimensions happened to be drawn with, which is most of the scatter of plain means.
/// </summary>
/// <remarks>
/// Qe is the adjusted mean of the errors, Qt that of the pseudo-values of the mean of the best k / N of the whole pool (a regression on the
/// recentered influence function: Firpo, Fortin and Lemieux, "Unconditional quantile regressions", 2009). A block's choice counts by its share
/// of the stage. Interactions of dimensions are left to the residual.
/// </remarks>
internal static class MainEffects
{
    public static IReadOnlyList<PoolChoice> Choices(MeasurementPlan plan, IReadOnlyList<SubnetError> errors, MeasurementSpec spec)
    {
        var own = plan.Dimension;
        double[] fractions = [.. errors.Select(error => error.Fraction)];
        int[] members = [.. own.Choices.Select(choice => plan.Pool.Count(member => member.Share(own.Id, choice) > 0))];
        // Of each dimension's choices, whose shares sum to 1, one says nothing new and the fit leaves it out; of this dimension's it is one that
        // somebody has. This dimension's columns come last: what cannot be told from other dimensions is not put down to this one.
        var reference = Array.FindIndex(members, count => count > 0);
        List<(DimensionId Id, double Choice)> columns =
        [
            .. plan.Searched.Where(dimension => dimension.Id != own.Id)
                .SelectMany(dimension => dimension.Choices.Select(choice => (dimension.Id, choice))),
            .. own.Choices.Where((_, j) => j != reference && members[j] > 0).Select(choice => (own.Id, choice)),
        ];
        var fit = new LeastSquares([.. plan.Pool.Select(member => columns.Select(it => member.Share(it.Id, it.Choice)).ToArray())]);
        if (fractions.Any(double.IsNaN) || fit.Residual < 1) return [.. members.Select(PoolChoice.Nobody)];

        var best = (double)spec.TopK / spec.Subnets;
        var topK = Math.Max(1, (int)Math.Round(best * fractions.Length, MidpointRounding.AwayFromZero));
        double[] sorted = [.. fractions.Order()];
        var (share, threshold) = ((double)topK / fractions.Length, sorted[topK - 1]);
        double[] values = [.. fractions.Select(error => threshold + Math.Min(error - threshold, 0) / share)];
        return [.. own.Choices.Select((choice, j) =>
        {
            var place = new double[columns.Count];
            var told = members[j] > 0;
            foreach (var c in Enumerable.Range(0, columns.Count).Where(c => columns[c].Id == own.Id))
            {
                place[c] = (columns[c].Choice.Equals(choice) ? 1 : 0) - fit.Means[c];
                told &= fit.Keeps(c) || !columns[c].Choice.Equals(choice);
            }
            if (!told) return PoolChoice.Nobody(members[j]);
            var weights = fit.Weights(place);
            var topWeights = weights.Select((g, m) => fractions[m] < threshold ? g / share : 0).ToArray();
            // The threshold moves with the images too: with the mean over the pool, so that what all members have in common cancels.
            var thresholdWeight = (1 - topWeights.Sum()) / fractions.Length;
            return new PoolChoice(
                fit.Estimate(weights, fractions) with { Weights = weights },
                fit.Estimate(weights, values) with { Weights = [.. topWeights.Select(g => g + thresholdWeight)] },
                members[j], Enumerable.Range(0, fractions.Length).Count(m => fractions[m] <= threshold && plan.Pool[m].Share(own.Id, choice) > 0));
        })];
    }
}
