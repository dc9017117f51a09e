using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using S3Actors.Models.Statistics;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Measurement;

/// <summary>The estimators that measure all dimensions on one pool: <c>pooled</c> and <c>effects</c>.</summary>
public sealed class PoolEstimatorTests
{
    private const int Campaigns = 120;

    private static readonly DimensionId Embed2 = new(2, DimensionKind.EmbedDim);
    private static readonly DimensionId Ratio1 = new(1, DimensionKind.MlpRatio);

    public static TheoryData<EstimatorKind> Pools => [EstimatorKind.Pooled, EstimatorKind.Effects];

    /// <summary>Additive in the choices, a block's by its share of the stage; in percentage points 1.2 an embed_dim step of stage 2, 0.8 a ratio step of stage 1.</summary>
    private static double Additive(Architecture architecture) => 0.5 - architecture.Stages.Select((stage, s) =>
        stage.Blocks.Count * 0.01 + stage.EmbedDim / 16.0 * (s == 1 ? 0.012 : 0.004) + stage.Blocks.Average(block => block.MlpRatio) * (s == 0 ? 0.008 : 0.002)
        + stage.Blocks.Average(block => block.NumHeads) * 0.003 + stage.Blocks.Average(block => block.QkvDim) * 0.0001).Sum();

    /// <summary>The same with a part that is each subnet's own.</summary>
    private static double Noisy(Architecture architecture)
    {
        var own = architecture.CanonicalText.Aggregate(17L, (hash, unit) => unchecked(hash * 1_000_003 + unit));
        return Additive(architecture) + 0.01 * new CounterRandom(99, RandomPurpose.SpaceStatistics, 0, own).NextGaussian();
    }

    private static (double Slope, double StandardError)[] Measure(
        EstimatorKind estimator, int subnets, int topK, DimensionId id, Func<Architecture, double> error, int campaigns = Campaigns) =>
        [.. Enumerable.Range(0, campaigns).Select(seed =>
        {
            var spec = Campaign(Quickstart, estimator, subnets, topK, seed: seed);
            var measurement = EtErrorEstimator.Estimate(MeasurementPlan.Create(spec, Quickstart, 1, id), it => error(it), spec);
            return (LinearFit.Of([.. measurement.Errors.Select(it => 100 * it.Q)]).Slope, measurement.SlopeStandardError);
        })];

    private static double Variance((double Slope, double StandardError)[] runs)
    {
        var mean = runs.Average(run => run.Slope);
        return runs.Sum(run => Math.Pow(run.Slope - mean, 2)) / (runs.Length - 1);
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void All_dimensions_of_an_iteration_share_one_pool_of_N(EstimatorKind estimator)
    {
        var spec = Campaign(Quickstart, estimator, subnets: 64);
        MeasurementPlan[] plans = [.. Quickstart.Dimensions.Select(dimension => MeasurementPlan.Create(spec, Quickstart, 1, dimension.Id))];

        Assert.All(plans, plan => Assert.Equal(plans[0].Pool, plan.Pool));
        Assert.Equal(64, plans[0].Pool.Count);
        Assert.InRange(plans.SelectMany(plan => plan.Architectures).Distinct().Count(), 60, 64); // not 64 for each of 50 choices
        Assert.All(plans, plan => Assert.All(plan.Dimension.Choices.Zip(plan.SubnetsByChoice), it =>
            Assert.All(it.Second, member => Assert.True(member.Share(plan.Dimension.Id, it.First) > 0))));
    }

    [Fact]
    public void Bases_of_a_paired_measurement_without_a_limit_are_the_pool()
    {
        var paired = Quickstart.Dimensions.SelectMany(dimension => MeasurementPlan.Create(Campaign(Quickstart), Quickstart, 1, dimension.Id).Architectures).ToHashSet();

        Assert.Subset(paired, MeasurementPlan.Create(Campaign(Quickstart, EstimatorKind.Pooled), Quickstart, 1, Embed2).Pool.ToHashSet());
    }

    [Fact]
    public void A_pooled_choice_is_the_mean_of_the_members_that_have_it()
    {
        var spec = Campaign(Quickstart, EstimatorKind.Pooled, subnets: 60, topK: 15);
        var plan = MeasurementPlan.Create(spec, Quickstart, 1, Embed2);
        var measurement = EtErrorEstimator.Estimate(plan, it => Noisy(it), spec);

        Assert.All(measurement.Errors.Zip(plan.SubnetsByChoice), it =>
        {
            double[] errors = [.. it.Second.Select(Noisy).Order()];
            var (best, whole) = (errors.Length * 0.25, (int)(errors.Length * 0.25));
            Assert.Equal(errors.Length, it.First.Subnets);
            Assert.Equal(errors.Average(), it.First.Qe, 1e-12);
            Assert.Equal((errors.Take(whole).Sum() + (best - whole) * errors[whole]) / best, it.First.Qt, 1e-12);
        });
    }

    [Fact]
    public void A_member_counts_for_a_per_block_choice_by_the_share_of_its_blocks()
    {
        var spec = Campaign(Quickstart, EstimatorKind.Pooled, subnets: 50, topK: 50);
        var plan = MeasurementPlan.Create(spec, Quickstart, 1, Ratio1);
        var error = EtErrorEstimator.Estimate(plan, it => Noisy(it), spec).Errors[1];
        double[] shares = [.. plan.Pool.Select(member => member.Stages[0].Blocks.Count(block => block.MlpRatio == 2) / (double)member.Stages[0].Blocks.Count)];

        Assert.Contains(shares, share => share is > 0 and < 1);
        Assert.Equal(plan.Pool.Zip(shares, (member, share) => share * Noisy(member)).Sum() / shares.Sum(), error.Qe, 1e-12);
        Assert.Equal(error.Qe, error.Qt, 1e-12); // all are among the best
    }

    [Theory]
    [InlineData(EstimatorKind.Pooled, -1.2)]
    [InlineData(EstimatorKind.Effects, -1.2)]
    [InlineData(EstimatorKind.Paired, -1.2)]
    [InlineData(EstimatorKind.Fresh, -1.2)]
    public void In_an_additive_world_every_estimator_finds_the_slope(EstimatorKind estimator, double slope)
    {
        var runs = Measure(estimator, subnets: estimator.HasPool() ? 120 : 24, topK: 60, Embed2, Noisy); // k above N: Qt is Qe

        Assert.InRange(runs.Average(run => run.Slope) - slope, -4 * Math.Sqrt(Variance(runs) / Campaigns), 4 * Math.Sqrt(Variance(runs) / Campaigns));
    }

    [Theory]
    [InlineData(EstimatorKind.Pooled)]
    [InlineData(EstimatorKind.Effects)]
    public void Slopes_of_per_block_kinds_are_not_diluted_by_blocks_that_differ_where_effects_are_told_apart(EstimatorKind estimator)
    {
        var runs = Measure(estimator, subnets: 120, topK: 120, Ratio1, Noisy);
        var mean = runs.Average(run => run.Slope);

        // A member with the choice in a block has others in its other blocks: plain means halve the slope at depths 1 to 3, a regression does not.
        if (estimator == EstimatorKind.Effects) Assert.InRange(mean, -0.8 - 4 * Math.Sqrt(Variance(runs) / Campaigns), -0.8 + 4 * Math.Sqrt(Variance(runs) / Campaigns));
        else Assert.InRange(mean, -0.7, -0.3);
    }

    [Fact]
    public void Without_a_subnets_own_part_the_additive_world_leaves_effects_no_uncertainty()
    {
        var runs = Measure(EstimatorKind.Effects, subnets: 80, topK: 80, Embed2, Additive, campaigns: 5);

        Assert.All(runs, run => Assert.Equal(-1.2, run.Slope, 1e-9));
        Assert.All(runs, run => Assert.InRange(run.StandardError, 0, 1e-9));
    }

    [Theory] // the spread over 120 campaigns is known to 6.5 %
    [InlineData(EstimatorKind.Pooled, 120, 120, 0.8, 1.25)]
    [InlineData(EstimatorKind.Pooled, 120, 20, 0.8, 1.25)]
    [InlineData(EstimatorKind.Effects, 120, 120, 0.8, 1.25)]
    [InlineData(EstimatorKind.Effects, 120, 20, 0.8, 1.3)]
    public void The_stated_standard_error_is_the_spread_over_campaigns(EstimatorKind estimator, int subnets, int topK, double lowest, double highest)
    {
        var runs = Measure(estimator, subnets, topK, Embed2, Noisy);

        Assert.InRange(Math.Sqrt(runs.Average(run => run.StandardError * run.StandardError) / Variance(runs)), lowest, highest);
    }

    [Fact]
    public void At_equal_cost_effects_beats_paired()
    {
        const int bases = 6;
        var paired = Campaign(Quickstart, EstimatorKind.Paired, bases, bases);
        var cost = Quickstart.Dimensions.SelectMany(dimension => MeasurementPlan.Create(paired, Quickstart, 1, dimension.Id).Architectures).Distinct().Count();

        var ratio = Variance(Measure(EstimatorKind.Paired, bases, bases, Embed2, Noisy)) / Variance(Measure(EstimatorKind.Effects, cost, cost, Embed2, Noisy));

        Assert.InRange(ratio, 3, double.PositiveInfinity);
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void A_choice_that_nobody_has_is_not_a_number_and_the_others_make_the_slope(EstimatorKind estimator)
    {
        // Under the limit stage 1 cannot have its largest embed_dim.
        var id = new DimensionId(1, DimensionKind.EmbedDim);
        var dear = Quickstart.With(Quickstart[id] with { Choices = [8, 16, 640], Maximum = 1000 });
        var spec = Campaign(dear, estimator, subnets: 80, topK: 80, limit: new CostLimit((long)SpaceArithmetic.MeanMacs(Quickstart, SmallSkeleton) * 3, null));

        var measurement = EtErrorEstimator.Estimate(MeasurementPlan.Create(spec, dear, 1, id), it => Additive(it), spec);
        var decision = UpdateRules.Resolve(new RuleSpec("significant", 0.2, 2, null)).Decide(measurement, new RuleSpec("significant", 0.2, 2, null));

        Assert.Equal((double.NaN, 0), (measurement.Errors[2].Q, measurement.Errors[2].Subnets));
        Assert.All(measurement.Errors.Take(2), error => Assert.True(double.IsFinite(error.Q)));
        Assert.True(double.IsFinite(decision.Slope) && double.IsFinite(decision.SlopeStandardError), decision.Reasoning);
        if (estimator == EstimatorKind.Effects) Assert.Equal(-0.2, decision.Slope, 1e-6); // 8 channels, half of 0.4 points
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void One_member_alone_says_nothing_of_errors(EstimatorKind estimator)
    {
        var spec = Campaign(Quickstart, estimator, subnets: 1, topK: 1);
        var measurement = EtErrorEstimator.Estimate(MeasurementPlan.Create(spec, Quickstart, 1, Embed2), _ => 0.25, spec);

        Assert.Equal(double.NaN, measurement.SlopeStandardError);
        Assert.All(measurement.Errors, error => Assert.Equal(double.NaN, error.QStandardError));
    }
}
