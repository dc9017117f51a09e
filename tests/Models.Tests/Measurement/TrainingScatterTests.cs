using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Randomness;
using S3Actors.Models.Statistics;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Measurement;

/// <summary>The total error from replicated supernets, on simulated campaigns that differ in their subnets, their images and their trainings.</summary>
public sealed class TrainingScatterTests
{
    private const int Campaigns = 150;
    private const int Blocks = 5;

    private static readonly DimensionId Embed2 = new(2, DimensionKind.EmbedDim);

    /// <summary>
    /// A subnet's error under one draw of images and one training: how much width helps is in part the images' and in part the training's, and a part
    /// is left to subnet and training together.
    /// </summary>
    private static SubnetError Error(Architecture architecture, int campaign, int training)
    {
        var name = architecture.CanonicalText.Aggregate(17L, (hash, unit) => unchecked(hash * 1_000_003 + unit)) & 0xFFFFFFFF;
        var width = architecture.Stages[1].EmbedDim / 16.0 - 2;
        double Normal(int seed, int part, long index) => new CounterRandom(seed, RandomPurpose.SpaceStatistics, part, index).NextGaussian();
        double[] blocks = [.. Enumerable.Range(0, Blocks).Select(b => 0.2 - 0.01 * width + 0.006 * width * Normal(campaign, 1, b))];
        var own = 0.01 * Normal(99, 2, name) + 0.006 * width * Normal(campaign, 3, training) + 0.01 * Normal(campaign, 4, name * 100 + training);
        return new SubnetError(own + blocks.Average(), [.. blocks.Select(block => block - blocks.Average())]);
    }

    private static DimensionMeasurement Measure(EstimatorKind estimator, int subnets, int topK, int replicates, int campaign)
    {
        var spec = Campaign(Quickstart, estimator, subnets, topK, seed: campaign);
        return EtErrorEstimator.Estimate(MeasurementPlan.Create(spec, Quickstart, 1, Embed2),
            [.. Enumerable.Range(0, replicates).Select(Func<Architecture, SubnetError> (training) => it => Error(it, campaign, training))], spec.Measurement);
    }

    private static double StatedOverSpread(EstimatorKind estimator, int subnets, int topK, int replicates)
    {
        var runs = Enumerable.Range(0, Campaigns).Select(seed => Measure(estimator, subnets, topK, replicates, seed))
            .Select(it => (LinearFit.Of([.. it.Errors.Select(error => 100 * error.Q)]).Slope, it.SlopeStandardError)).ToArray();
        var mean = runs.Average(run => run.Slope);
        return Math.Sqrt(runs.Average(run => run.SlopeStandardError * run.SlopeStandardError) / (runs.Sum(run => Math.Pow(run.Slope - mean, 2)) / (runs.Length - 1)));
    }

    [Theory] // the spread over 150 campaigns is known to 6 %
    [InlineData(EstimatorKind.Paired, 12, 12, 2)]
    [InlineData(EstimatorKind.Paired, 12, 4, 4)]
    [InlineData(EstimatorKind.Fresh, 20, 20, 2)]
    [InlineData(EstimatorKind.Effects, 100, 100, 3)]
    public void With_replicates_the_stated_standard_error_covers_training_too(EstimatorKind estimator, int subnets, int topK, int replicates) =>
        Assert.InRange(StatedOverSpread(estimator, subnets, topK, replicates), 0.82, 1.25);

    [Fact]
    public void With_one_supernet_it_leaves_training_out() => Assert.InRange(StatedOverSpread(EstimatorKind.Paired, 12, 12, 1), 0, 0.75);

    [Fact]
    public void One_supernet_alone_is_measured_as_ever()
    {
        var spec = Campaign(Quickstart, subnets: 12);
        var plan = MeasurementPlan.Create(spec, Quickstart, 1, Embed2);
        var alone = EtErrorEstimator.Estimate(plan, it => Error(it, 1, 0), spec);
        var list = Measure(EstimatorKind.Paired, 12, spec.Measurement.TopK, 1, 0);
        var same = EtErrorEstimator.Estimate(plan, [it => Error(it, 1, 0)], spec.Measurement);

        Assert.Equal(alone.Errors, same.Errors);
        Assert.Equal((alone.SlopeStandardError, ErrorScatter.Images, null), (same.SlopeStandardError, same.Scatter, same.SlopesByReplicate));
        Assert.Null(list.SlopesByReplicate);
    }

    [Fact]
    public void Replicates_that_all_say_the_same_add_nothing()
    {
        var spec = Campaign(Quickstart, subnets: 12);
        var plan = MeasurementPlan.Create(spec, Quickstart, 1, Embed2);
        var one = EtErrorEstimator.Estimate(plan, it => Error(it, 1, 0), spec);
        var three = EtErrorEstimator.Estimate(plan, [it => Error(it, 1, 0), it => Error(it, 1, 0), it => Error(it, 1, 0)], spec.Measurement);

        Assert.Equal(one.SlopeStandardError, three.SlopeStandardError, 1e-12);
        Assert.All(one.Errors.Zip(three.Errors), it => Assert.Equal(it.First.QStandardError, it.Second.QStandardError, 1e-12));
        Assert.Equal(ErrorScatter.Images | ErrorScatter.Training, three.Scatter);
        Assert.Single(three.SlopesByReplicate!.Distinct());
    }

    [Fact]
    public void Q_is_of_the_mean_errors_and_each_replicate_has_its_own_slope()
    {
        var measured = Measure(EstimatorKind.Paired, 12, 12, 3, campaign: 5);

        Assert.Equal(3, measured.SlopesByReplicate!.Distinct().Count());
        Assert.Equal(measured.SlopesByReplicate!.Average(), LinearFit.Of([.. measured.Errors.Select(it => 100 * it.Q)]).Slope, 1e-9);
    }

    /// <summary>Trainings that differ in each subnet's own error alone: the jackknife of the mean errors has all of it already.</summary>
    [Fact]
    public void The_part_that_subnets_and_training_share_counts_once()
    {
        static SubnetError Own(Architecture architecture, int campaign, int training) =>
            0.2 + 0.01 * new CounterRandom(campaign, RandomPurpose.SpaceStatistics, training,
                architecture.CanonicalText.Aggregate(17L, (hash, unit) => unchecked(hash * 1_000_003 + unit))).NextGaussian();
        double[] ratios = [.. Enumerable.Range(0, 60).Select(campaign =>
        {
            var spec = Campaign(Quickstart, EstimatorKind.Fresh, 30, 30, seed: campaign);
            var plan = MeasurementPlan.Create(spec, Quickstart, 1, Embed2);
            var total = EtErrorEstimator.Estimate(plan, [it => Own(it, campaign, 0), it => Own(it, campaign, 1), it => Own(it, campaign, 2)], spec.Measurement);
            var mean = EtErrorEstimator.Estimate(plan, it => SubnetError.Mean([Own(it, campaign, 0), Own(it, campaign, 1), Own(it, campaign, 2)]), spec);
            return total.SlopeStandardError * total.SlopeStandardError / (mean.SlopeStandardError * mean.SlopeStandardError);
        })];

        Assert.All(ratios, ratio => Assert.InRange(ratio, 1, 10));
        Assert.InRange(ratios.Average(), 1, 1.6); // 2, where it counted twice
    }
}
