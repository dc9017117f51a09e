using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Randomness;
using S3Actors.Models.Statistics;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Measurement;

/// <summary>
/// Whether the stated standard errors are honest: campaigns that differ in their seed alone measure one dimension of the quickstart's space
/// under a synthetic error, and the spread of their slopes is compared with what they state.
/// </summary>
public sealed class StandardErrorTests
{
    private const int Campaigns = 300;

    private static readonly DimensionId Embed2 = new(2, DimensionKind.EmbedDim);

    /// <summary>Additive in the choices that a change of one dimension leaves alone.</summary>
    private static double Additive(Architecture architecture) => 0.5 - architecture.Stages
        .Select((stage, s) => stage.Blocks.Count * 0.01 + stage.EmbedDim * 0.0004 * (s + 1) + stage.Blocks[0].NumHeads * 0.003
            + stage.Blocks[0].MlpRatio * 0.004 - stage.Blocks[0].WindowSize * 0.002 + stage.Blocks[0].QkvDim * 0.0001).Sum();

    /// <summary>The same with an interaction of dimensions, and a part that is each subnet's own.</summary>
    private static double Noisy(Architecture architecture)
    {
        var own = architecture.CanonicalText.Aggregate(17L, (hash, unit) => unchecked(hash * 1_000_003 + unit));
        var interaction = architecture.Stages[1].EmbedDim * architecture.Stages[0].Blocks.Count * 0.0002;
        return Additive(architecture) - interaction + 0.005 * new CounterRandom(99, RandomPurpose.SpaceStatistics, 0, own).NextGaussian();
    }

    private static (double Slope, double StandardError)[] Measure(EstimatorKind estimator, int subnets, int topK, Func<Architecture, double> error) =>
        [.. Enumerable.Range(0, Campaigns).Select(seed =>
        {
            var spec = Campaign(Quickstart, estimator, subnets, topK, seed: seed);
            var measurement = EtErrorEstimator.Estimate(MeasurementPlan.Create(spec, Quickstart, 1, Embed2), subnet => error(subnet), spec);
            return (LinearFit.Of([.. measurement.Errors.Select(it => 100 * it.Q)]).Slope, measurement.SlopeStandardError);
        })];

    private static double Spread((double Slope, double StandardError)[] runs)
    {
        var mean = runs.Average(run => run.Slope);
        return Math.Sqrt(runs.Sum(run => Math.Pow(run.Slope - mean, 2)) / (runs.Length - 1));
    }

    private static double Stated((double Slope, double StandardError)[] runs) => Math.Sqrt(runs.Average(run => run.StandardError * run.StandardError));

    [Theory] // the spread over 300 campaigns is known to 4 %; the jackknife of a minimum (k = 1) errs to the safe side
    [InlineData(EstimatorKind.Paired, 32, 8, 0.88, 1.2)]
    [InlineData(EstimatorKind.Fresh, 32, 8, 0.88, 1.15)]
    [InlineData(EstimatorKind.Paired, 16, 16, 0.88, 1.15)]
    [InlineData(EstimatorKind.Fresh, 16, 16, 0.88, 1.15)]
    [InlineData(EstimatorKind.Paired, 16, 1, 0.88, 1.5)]
    [InlineData(EstimatorKind.Fresh, 16, 1, 0.88, 1.5)]
    public void The_stated_standard_error_is_the_spread_over_campaigns(EstimatorKind estimator, int subnets, int topK, double lowest, double highest)
    {
        var runs = Measure(estimator, subnets, topK, Noisy);

        Assert.InRange(Stated(runs) / Spread(runs), lowest, highest);
    }

    [Fact]
    public void Under_additive_errors_the_paired_slope_is_exact_in_every_campaign()
    {
        var runs = Measure(EstimatorKind.Paired, subnets: 6, topK: 2, Additive);

        Assert.All(runs, run => Assert.Equal(-100 * 16 * 0.0008, run.Slope, 1e-9)); // 16 channels a step, 0.0008 each in stage 2
        Assert.All(runs, run => Assert.InRange(run.StandardError, 0, 1e-12));
    }

    [Fact]
    public void Both_estimators_find_the_same_slope()
    {
        var (paired, independent) = (Measure(EstimatorKind.Paired, 16, 16, Noisy), Measure(EstimatorKind.Fresh, 16, 16, Noisy));

        var difference = paired.Average(run => run.Slope) - independent.Average(run => run.Slope);

        Assert.InRange(difference, -4 * Spread(independent) / Math.Sqrt(Campaigns), 4 * Spread(independent) / Math.Sqrt(Campaigns));
    }

    [Fact]
    public void Pairing_saves_most_of_the_subnets()
    {
        var (paired, independent) = (Measure(EstimatorKind.Paired, 16, 4, Noisy), Measure(EstimatorKind.Fresh, 16, 4, Noisy));

        // Standard errors fall with the root of n: so many times the subnets would bring the independent estimator to the paired one's error.
        Assert.InRange(Math.Pow(Spread(independent) / Spread(paired), 2), 4, double.PositiveInfinity);
    }
}
