using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Measurement;

public sealed class MeasurementPlanTests
{
    private static readonly DimensionId Depth2 = new(2, DimensionKind.Depth);
    private static readonly DimensionId Embed1 = new(1, DimensionKind.EmbedDim);
    private static readonly DimensionId Heads2 = new(2, DimensionKind.NumHeads);

    /// <summary>Below the quickstart's mean, so that bases fall out; many more under their largest choice.</summary>
    private static readonly CostLimit Tight = new((long)(SpaceArithmetic.MeanMacs(Quickstart, SmallSkeleton) * 0.7), null);

    public static TheoryData<EstimatorKind> Estimators => [EstimatorKind.Paired, EstimatorKind.Fresh];

    private static MeasurementPlan Plan(CampaignSpec spec, DimensionId id, int iteration = 1) => MeasurementPlan.Create(spec, spec.InitialSpace, iteration, id);

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_plan_has_N_subnets_of_the_subspace_for_every_choice(EstimatorKind estimator) =>
        Prop.ForAll(RandomSpaces.ToArbitrary(), Gen.Choose(0, 17).ToArbitrary(), (space, place) =>
        {
            var id = space.Dimensions[place % space.Dimensions.Count].Id;
            var plan = Plan(Campaign(space, estimator, subnets: 3), id);
            return plan.SubnetsByChoice.Count == space[id].Choices.Count
                && plan.SubnetsByChoice.Zip(space[id].Choices).All(it => it.First.Count == 3 && it.First.All(subnet =>
                    SpaceArithmetic.Contains(space.With(space[id] with { Choices = [it.Second] }), subnet)))
                && plan.Architectures.SequenceEqual(plan.SubnetsByChoice.SelectMany(it => it).Distinct().OrderBy(a => a.CanonicalText, StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_plan_is_a_function_of_its_arguments_and_each_of_them_matters(EstimatorKind estimator)
    {
        var spec = Campaign(Quickstart, estimator);
        string Text(CampaignSpec it, int iteration) => string.Join(';', Plan(it, Depth2, iteration).SubnetsByChoice.SelectMany(subnets => subnets));

        Assert.Equal(Text(spec, 1), Text(spec, 1));
        Assert.NotEqual(Text(spec, 1), Text(spec, 2));
        Assert.NotEqual(Text(spec, 1), Text(spec with { Seed = 8 }, 1));
    }

    [Fact]
    public void Paired_choices_differ_in_their_dimension_alone()
    {
        foreach (var id in (DimensionId[])[Embed1, Heads2])
        {
            var plan = Plan(Campaign(Quickstart), id);
            for (var b = 0; b < 16; b++)
                Assert.Single(plan.SubnetsByChoice.Select(subnets => Without(subnets[b], id)).Distinct());
        }
    }

    [Fact]
    public void Paired_dimensions_of_an_iteration_share_their_bases()
    {
        // A base is a member of both rows: that of its depth and that of its channels.
        var (depth, embed) = (Plan(Campaign(Quickstart), Depth2), Plan(Campaign(Quickstart), Embed1));

        for (var b = 0; b < 16; b++)
            Assert.NotEmpty(depth.SubnetsByChoice.Select(subnets => subnets[b]).Intersect(embed.SubnetsByChoice.Select(subnets => subnets[b])));
    }

    [Fact]
    public void Independent_choices_share_no_draw()
    {
        var plans = Quickstart.Dimensions.Select(dimension => Plan(Campaign(Quickstart, EstimatorKind.Fresh, subnets: 8), dimension.Id)).ToArray();

        var subnets = plans.SelectMany(plan => plan.SubnetsByChoice).SelectMany(it => it).ToArray();

        Assert.InRange(subnets.Distinct().Count(), subnets.Length - 2, subnets.Length); // the space is large: equal draws would be equal streams
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Given_a_limit_then_every_subnet_keeps_within_it_and_replacements_make_up_the_number(EstimatorKind estimator)
    {
        var plan = Plan(Campaign(Quickstart, estimator, limit: Tight), Embed1);

        Assert.All(plan.SubnetsByChoice, subnets => Assert.Equal(16, subnets.Count));
        Assert.All(plan.Architectures, subnet => Assert.True(Tight.Allows(ArchitectureCost.Of(SmallSkeleton, subnet))));
    }

    [Theory]
    [InlineData(EstimatorKind.Paired, "stage2.depth: none of 8000 random subnets keeps within the limit (at most 10 MACs and at most 20 parameters) under every choice")]
    [InlineData(EstimatorKind.Fresh, "stage2.depth: none of 8000 random subnets keeps within the limit (at most 10 MACs and at most 20 parameters) with choice 1")]
    public void Given_a_limit_that_leaves_none_then_the_error_names_it(EstimatorKind estimator, string message)
    {
        var error = Assert.Throws<NoSubnetWithinLimitException>(() => Plan(Campaign(Quickstart, estimator, subnets: 2, limit: new CostLimit(10, 20)), Depth2));

        Assert.Equal((message, Depth2, new CostLimit(10, 20)), (error.Message, error.Dimension, error.Limit));
    }

    [Fact]
    public void Given_a_limit_that_leaves_few_then_n_and_k_say_how_many_were_found()
    {
        // 13 blocks, two windows each: only the one arrangement of smallest windows in 2^13 keeps within the limit. Both ratios cost the same.
        var space = new SearchSpace([.. Stage(1, [13], [8], [2, 3], [1], [2, 2.01], [8])]);
        var limit = new CostLimit(null, ArchitectureCost.Of(SmallSkeleton, SpaceArithmetic.Smallest(space)).ParameterCount);
        var spec = Campaign(space, subnets: 8, topK: 4, limit: limit);

        var plan = Plan(spec, new DimensionId(1, DimensionKind.MlpRatio));
        var error = EtErrorEstimator.Estimate(plan, _ => 0.5, spec).Errors[0];

        Assert.InRange(error.Subnets, 1, 7);
        Assert.Equal(plan.SubnetsByChoice[0].Count, error.Subnets);
        Assert.Equal(Math.Max(1, (int)Math.Round(error.Subnets / 2.0, MidpointRounding.AwayFromZero)), error.TopK);
    }

    /// <summary>The text of an architecture with one dimension blanked out.</summary>
    private static string Without(Architecture architecture, DimensionId id) => new Architecture([.. architecture.Stages.Select((stage, s) =>
        s + 1 != id.Stage ? stage
        : id.Kind == DimensionKind.EmbedDim ? stage with { EmbedDim = 0 }
        : stage with { Blocks = [.. stage.Blocks.Select(block => block.With(id.Kind, 0))] })]).CanonicalText;
}
