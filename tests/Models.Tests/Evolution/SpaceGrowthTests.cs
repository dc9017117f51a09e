using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Evolution;

/// <summary>How large spaces may become.</summary>
public sealed class SpaceGrowthTests
{
    private static CampaignSpec Spec(EvolutionSpec evolution) => Campaign(Quickstart) with { Evolution = evolution };

    [Fact]
    public void Every_dimension_with_several_choices_grows_by_the_most_steps_at_each_iteration()
    {
        var spaces = SpaceGrowth.Of(Spec(Ceilings(maximumSteps: 2)));
        Assert.Equal(4, spaces.Count); // three iterations and the final supernet
        Assert.Equal(Quickstart, spaces[0]);
        Assert.Equal([3.0, 5, 7, 9], spaces.Select(space => space[1, DimensionKind.Depth].Largest));
        Assert.Equal([96.0, 98, 100, 102], spaces.Select(space => space[3, DimensionKind.EmbedDim].Largest));
        Assert.Equal([2.0], spaces[^1][3, DimensionKind.WindowSize].Choices); // one choice has no slope
    }

    [Fact]
    public void Bounds_end_the_growth_and_no_smaller_choice_takes_the_place_of_the_largest()
    {
        var bounded = Quickstart.With(Quickstart[1, DimensionKind.Depth] with { Maximum = 4 });
        var spaces = SpaceGrowth.Of(Campaign(bounded) with { Evolution = Ceilings(maximumSteps: 3) });
        Assert.Equal([3.0, 4, 4, 4], spaces.Select(space => space[1, DimensionKind.Depth].Largest));
    }

    [Fact]
    public void Frozen_dimensions_stay()
    {
        var spec = Spec(Ceilings(maximumSteps: 1) with { Overrides = new Dictionary<string, RuleSpec> { ["depth"] = new(UpdateRules.Frozen, 0.2, 2, null) } });
        Assert.Equal(3, SpaceGrowth.Of(spec)[^1][1, DimensionKind.Depth].Largest);
    }

    [Fact]
    public void A_ceiling_holds_and_leaves_the_moves_that_bring_the_most_parameters_for_their_MACs()
    {
        var ceiling = 1.5 * SpaceArithmetic.MeanMacs(Quickstart, SmallSkeleton);
        var spaces = SpaceGrowth.Of(Spec(Ceilings(maximumSteps: 2, meanMacs: ceiling)));
        Assert.All(spaces, space => Assert.InRange(SpaceArithmetic.MeanMacs(space, SmallSkeleton), 0, ceiling));
        var parameters = spaces.Select(space => SpaceArithmetic.MeanParameters(space, SmallSkeleton)).ToList();
        Assert.True(parameters[^1] > 1.5 * parameters[0]);
    }

    /// <summary>max_steps 0 sets no bound, and a campaign may have any number of iterations.</summary>
    [Fact]
    public void Growth_without_bounds_is_told_in_a_moment()
    {
        var wide = new SearchSpace([.. Quickstart.Dimensions.Select(dimension => dimension with { Maximum = SpaceValidation.LargestValue })]);
        var evolution = Ceilings(maximumSteps: 0, meanMacs: 1e9) with { Iterations = int.MaxValue };
        Assert.Equal(101, SpaceGrowth.Of(Campaign(wide) with { Evolution = evolution }).Count);
    }
}
