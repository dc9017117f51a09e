using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Randomness;
using S3Actors.Models.Statistics;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Measurement;

/// <summary>The two-way jackknife over subnets and blocks of images, on simulated campaigns that differ in their subnets and in their images.</summary>
public sealed class ImageScatterTests
{
    private const int Campaigns = 150;

    private static readonly DimensionId Embed2 = new(2, DimensionKind.EmbedDim);

    /// <summary>
    /// A subnet's error under one draw of images: what it has of its own, a block's difficulty, how much width helps on a block, and what is
    /// left to subnet and block together.
    /// </summary>
    private static SubnetError Error(Architecture architecture, int images)
    {
        var name = architecture.CanonicalText.Aggregate(17L, (hash, unit) => unchecked(hash * 1_000_003 + unit)) & 0xFFFFFFFF;
        var width = architecture.Stages[1].EmbedDim / 16.0 - 2;
        double Normal(int purpose, long index) => new CounterRandom(images, RandomPurpose.SpaceStatistics, purpose, index).NextGaussian();
        double[] blocks = [.. Enumerable.Range(0, ImageBlocks.Most).Select(b =>
            0.2 - 0.01 * width + 0.02 * Normal(1, b) + 0.012 * width * Normal(2, b) + 0.02 * Normal(3, name * ImageBlocks.Most + b))];
        var own = 0.01 * new CounterRandom(99, RandomPurpose.SpaceStatistics, 4, name).NextGaussian();
        return new SubnetError(own + blocks.Average(), [.. blocks.Select(block => block - blocks.Average())]);
    }

    private static (double Slope, double StandardError)[] Measure(EstimatorKind estimator, int subnets, int topK, bool counted) =>
        [.. Enumerable.Range(0, Campaigns).Select(seed =>
        {
            var spec = Campaign(Quickstart, estimator, subnets, topK, seed: seed);
            var measurement = EtErrorEstimator.Estimate(MeasurementPlan.Create(spec, Quickstart, 1, Embed2),
                it => Error(it, seed) is var error && counted ? error : error.Fraction, spec);
            return (LinearFit.Of([.. measurement.Errors.Select(it => 100 * it.Q)]).Slope, measurement.SlopeStandardError);
        })];

    private static double StatedOverSpread((double Slope, double StandardError)[] runs)
    {
        var mean = runs.Average(run => run.Slope);
        return Math.Sqrt(runs.Average(run => run.StandardError * run.StandardError) / (runs.Sum(run => Math.Pow(run.Slope - mean, 2)) / (runs.Length - 1)));
    }

    [Theory] // the spread over 150 campaigns is known to 6 %
    [InlineData(EstimatorKind.Paired, 24, 24)]
    [InlineData(EstimatorKind.Paired, 24, 6)]
    [InlineData(EstimatorKind.Fresh, 60, 60)]
    [InlineData(EstimatorKind.Fresh, 60, 15)]
    [InlineData(EstimatorKind.Pooled, 150, 150)]
    [InlineData(EstimatorKind.Pooled, 150, 30)]
    [InlineData(EstimatorKind.Effects, 150, 150)]
    [InlineData(EstimatorKind.Effects, 150, 30)]
    public void The_stated_standard_error_covers_subnets_and_images(EstimatorKind estimator, int subnets, int topK)
    {
        var stated = StatedOverSpread(Measure(estimator, subnets, topK, counted: true));

        Assert.InRange(stated, 0.8, 1.25);
    }

    [Fact]
    public void Two_standard_errors_hold_the_true_slope_in_about_95_of_100_campaigns()
    {
        var runs = Measure(EstimatorKind.Paired, 24, 24, counted: true);

        Assert.InRange(runs.Count(run => Math.Abs(run.Slope + 1.0) <= 2 * run.StandardError) / (double)Campaigns, 0.88, 1);
    }

    [Theory]
    [InlineData(EstimatorKind.Paired, 24)]
    [InlineData(EstimatorKind.Effects, 150)]
    public void Without_blocks_it_covers_the_subnets_alone(EstimatorKind estimator, int subnets) =>
        Assert.InRange(StatedOverSpread(Measure(estimator, subnets, subnets, counted: false)), 0, 0.75);

    [Fact]
    public void Blocks_that_all_say_the_same_add_nothing()
    {
        var spec = Campaign(Quickstart, subnets: 12);
        var plan = MeasurementPlan.Create(spec, Quickstart, 1, Embed2);
        var without = EtErrorEstimator.Estimate(plan, it => Error(it, 1).Fraction, spec);
        var with = EtErrorEstimator.Estimate(plan, it => new SubnetError(Error(it, 1).Fraction, new double[20]), spec);

        Assert.Equal(without.Errors, with.Errors);
        Assert.Equal(without.SlopeStandardError, with.SlopeStandardError);
    }

    [Fact]
    public void Where_one_subnet_was_not_counted_by_block_none_is()
    {
        var spec = Campaign(Quickstart, subnets: 12);
        var plan = MeasurementPlan.Create(spec, Quickstart, 1, Embed2);
        var first = plan.Architectures[0];

        var mixed = EtErrorEstimator.Estimate(plan, it => it.Equals(first) ? Error(it, 1).Fraction : Error(it, 1), spec);

        Assert.Equal(EtErrorEstimator.Estimate(plan, it => Error(it, 1).Fraction, spec).SlopeStandardError, mixed.SlopeStandardError);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1007)]
    [InlineData(20)]
    [InlineData(13)]
    [InlineData(1)]
    public void Blocks_share_the_images_evenly_in_their_order(int images)
    {
        int[] blocks = [.. Enumerable.Range(0, images).Select(image => ImageBlocks.Of(images, image))];

        Assert.Equal(blocks.Order(), blocks);
        Assert.Equal(Math.Min(images, 20), blocks.Distinct().Count());
        Assert.All(blocks.GroupBy(b => b), block => Assert.Equal(block.Count(), ImageBlocks.Size(images, block.Key)));
        Assert.InRange(blocks.GroupBy(b => b).Max(it => it.Count()) - blocks.GroupBy(b => b).Min(it => it.Count()), 0, 1);
    }

    [Fact]
    public void A_results_deviations_are_of_its_blocks_and_sum_to_zero()
    {
        var error = SubnetError.Of(new SubnetResult(new Architecture([]), new Top1Error(10, 45), 1, [.. Enumerable.Range(0, 20).Select(b => b % 2)]));

        Assert.Equal(0, error.Deviations!.Sum(), 1e-12);
        Assert.Equal(10 / 45.0, error.Fraction);
        Assert.All(error.Deviations!, (deviation, b) => Assert.Equal((b % 2 - 10 / 45.0 * ImageBlocks.Size(45, b)) * 20 / 45, deviation, 1e-12));
    }
}
