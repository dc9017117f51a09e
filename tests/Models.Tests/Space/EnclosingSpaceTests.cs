using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;
using S3Actors.Tests.Models.Network;

namespace S3Actors.Tests.Models.Space;

/// <summary>The smallest space that holds an architecture.</summary>
public sealed class EnclosingSpaceTests
{
    [Fact]
    public void It_holds_the_architecture_and_nothing_larger_or_deeper() => Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), number =>
    {
        var architecture = NetworkSamples.Random(NetworkSamples.Awkward, number.Get);
        var space = EnclosingSpace.Of(architecture);
        Assert.True(SpaceArithmetic.Contains(space, architecture));
        Assert.Equal([], SpaceValidation.Problems(space, NetworkSamples.AwkwardSkeleton));
        foreach (var dimension in space.Dimensions)
        {
            var stage = architecture.Stages[dimension.Id.Stage - 1];
            Assert.True(dimension.Choices.Count <= stage.Blocks.Count);
            if (dimension.Id.Kind == DimensionKind.Depth) Assert.Equal([stage.Blocks.Count], dimension.Choices);
            if (dimension.Id.Kind == DimensionKind.EmbedDim) Assert.Equal([stage.EmbedDim], dimension.Choices);
        }
    }).QuickCheckThrowOnFailure();
}
