using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Search;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Search;

public sealed class SpaceRoomTests
{
    private static CampaignSpec Limited(CostLimit limit, EstimatorKind estimator = EstimatorKind.Paired)
    {
        var spec = Campaign(Quickstart, estimator, subnets: 2, topK: 1, limit: limit);
        return spec with { Search = spec.Search with { Limit = limit } };
    }

    [Theory]
    [InlineData(EstimatorKind.Paired)]
    [InlineData(EstimatorKind.Pooled)]
    [InlineData(EstimatorKind.Fresh)]
    public void A_space_with_room_has_no_problem(EstimatorKind estimator)
    {
        var spec = Limited(new CostLimit((long)SpaceArithmetic.MeanMacs(Quickstart, SmallSkeleton) * 2, null), estimator);

        Assert.Null(SpaceRoom.MeasurementProblem(spec, Quickstart, 1));
        Assert.Null(SpaceRoom.SearchProblem(spec, Quickstart, "final"));
        Assert.Null(SpaceRoom.SearchProblem(Limited(NoLimit), Quickstart, "final"));
    }

    [Fact]
    public void A_space_above_its_constraint_is_refused_with_the_choice_that_would_help()
    {
        var smallest = ArchitectureCost.Of(SmallSkeleton, SpaceArithmetic.Smallest(Quickstart));
        var spec = Limited(new CostLimit(smallest.MacsPerImage - 1, null));

        foreach (var problem in (string?[])[SpaceRoom.MeasurementProblem(spec, Quickstart, 1), SpaceRoom.SearchProblem(spec, Quickstart, "final")])
        {
            Assert.Contains(FormattableString.Invariant($"the space's smallest has {smallest.MacsPerImage} MACs"), problem, StringComparison.Ordinal);
            Assert.Contains("It would hold one with stage1.embed_dim = 7 (", problem, StringComparison.Ordinal); // gamma is 1
        }
    }

    [Fact]
    public void A_space_below_a_bands_least_is_refused_too()
    {
        var largest = ArchitectureCost.Of(SmallSkeleton, SpaceArithmetic.Largest(Quickstart));
        var problem = SpaceRoom.SearchProblem(Limited(new CostLimit(null, null, null, largest.ParameterCount + 1)), Quickstart, "final");

        Assert.Contains(FormattableString.Invariant($"the space's largest has {largest.MacsPerImage} MACs and {largest.ParameterCount} parameters"), problem, StringComparison.Ordinal);
        Assert.Contains("stage1.depth = 4 (", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_band_that_single_choices_cannot_reach_names_the_most()
    {
        var problem = SpaceRoom.SearchProblem(Limited(new CostLimit(10, null)), Quickstart, "final");

        Assert.Contains("No single choice is enough; the most is had from", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_band_keeps_out_what_is_too_small_and_too_large()
    {
        var band = new CostLimit(1000, 200, 500, 100);

        Assert.True(band.Allows(new Cost(100, 500)) && band.Allows(new Cost(200, 1000)));
        Assert.False(band.Allows(new Cost(99, 500)) || band.Allows(new Cost(100, 499)) || band.Allows(new Cost(201, 500)) || band.Allows(new Cost(200, 1001)));
        Assert.Equal("at most 1000 MACs and at most 200 parameters and at least 500 MACs and at least 100 parameters", band.InWords());
    }
}
