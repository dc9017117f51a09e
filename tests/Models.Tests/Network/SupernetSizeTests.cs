using S3Actors.Messages.Space;
using S3Actors.Models.Network;

namespace S3Actors.Tests.Models.Network;

/// <summary>Sizes that are counted without a layout.</summary>
public sealed class SupernetSizeTests
{
    [Fact]
    public void They_are_those_of_the_layout()
    {
        foreach (var space in (SearchSpace[])[SampleSpaces.Quickstart, SampleSpaces.Tiny])
        {
            var layout = new SupernetLayout(SampleSpaces.SmallSkeleton, space);
            Assert.Equal(new SupernetSize(layout.ParameterCount, layout.Parameters.Count), SupernetSize.Of(SampleSpaces.SmallSkeleton, space));
        }
    }

    [Fact]
    public void A_million_blocks_are_counted_too()
    {
        var deep = SampleSpaces.Quickstart.With(SampleSpaces.Quickstart[1, DimensionKind.Depth] with { Choices = [1, 1_000_000] });
        Assert.InRange(SupernetSize.Of(SampleSpaces.SmallSkeleton, deep).ParameterCount, 1e9, 1e10);
    }
}
