using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Evolution;

public sealed class ShuffledMovesTests
{
    private static readonly IReadOnlyList<DimensionProposal> Proposed =
        [.. Quickstart.Dimensions.Select((dimension, i) => new DimensionProposal(dimension.Id, i % 4 - 1, -i, 0.1 + i))];

    [Fact]
    public void The_moves_are_the_same_and_of_other_dimensions()
    {
        var dealt = ShuffledMoves.Of(Quickstart, Proposed, seed: 3, iteration: 1);
        Assert.Equal(Quickstart.Dimensions.Select(it => it.Id), dealt.Select(it => it.Dimension));
        Assert.Equal(Proposed.Select(Move).Order(), dealt.Select(Move).Order());
        Assert.NotEqual(Proposed, dealt);
    }

    [Fact]
    public void They_depend_on_seed_and_iteration_alone()
    {
        Assert.Equal(ShuffledMoves.Of(Quickstart, Proposed, 3, 1), ShuffledMoves.Of(Quickstart, [.. Proposed.Reverse()], 3, 1));
        Assert.NotEqual(ShuffledMoves.Of(Quickstart, Proposed, 3, 1), ShuffledMoves.Of(Quickstart, Proposed, 3, 2));
        Assert.NotEqual(ShuffledMoves.Of(Quickstart, Proposed, 3, 1), ShuffledMoves.Of(Quickstart, Proposed, 4, 1));
    }

    [Fact]
    public void A_dimension_that_cannot_move_gets_no_other_ones_move()
    {
        var fixedId = new DimensionId(1, DimensionKind.Depth);
        var space = Quickstart.With(Quickstart[fixedId] with { Choices = [2], Minimum = 2, Maximum = 2 });
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(Proposed.First(it => it.Dimension == fixedId), ShuffledMoves.Of(space, Proposed, seed, 1).First(it => it.Dimension == fixedId));
    }

    private static (int, double, double) Move(DimensionProposal it) => (it.Steps, it.Slope, it.SlopeStandardError);
}
