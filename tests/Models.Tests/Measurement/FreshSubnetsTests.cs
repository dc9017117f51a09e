using S3Actors.Messages.Campaign;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Measurement;

public sealed class FreshSubnetsTests
{
    private static readonly CostLimit Off = new(null, null);

    [Fact]
    public void They_are_distinct_members_of_the_space_within_the_limit()
    {
        var middle = ArchitectureCost.Of(SmallSkeleton, FreshSubnets.Draw(SmallSkeleton, Quickstart, Off, seed: 1, number: 0, count: 1)[0]).MacsPerImage;
        var drawn = FreshSubnets.Draw(SmallSkeleton, Quickstart, new CostLimit(middle, null), seed: 1, number: 0, count: 50);
        Assert.Equal(50, drawn.Distinct().Count());
        Assert.All(drawn, it => Assert.True(SpaceArithmetic.Contains(Quickstart, it) && ArchitectureCost.Of(SmallSkeleton, it).MacsPerImage <= middle));
    }

    [Fact]
    public void They_depend_on_seed_and_number_and_a_longer_list_begins_with_the_shorter()
    {
        var drawn = FreshSubnets.Draw(SmallSkeleton, Quickstart, Off, 1, 0, 20);
        Assert.Equal(drawn, FreshSubnets.Draw(SmallSkeleton, Quickstart, Off, 1, 0, 40).Take(20));
        Assert.NotEqual(drawn, FreshSubnets.Draw(SmallSkeleton, Quickstart, Off, 2, 0, 20));
        Assert.NotEqual(drawn, FreshSubnets.Draw(SmallSkeleton, Quickstart, Off, 1, 1, 20));
    }

    [Fact]
    public void A_limit_that_leaves_none_gives_none() => Assert.Empty(FreshSubnets.Draw(SmallSkeleton, Quickstart, new CostLimit(1, null), 1, 0, 2));
}
