using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Evolution;

public sealed class MoveInWordsTests
{
    private static readonly DimensionId Depth1 = new(1, DimensionKind.Depth);
    private static readonly DimensionId Embed1 = new(1, DimensionKind.EmbedDim);
    private static readonly DimensionId Embed2 = new(2, DimensionKind.EmbedDim);
    private static readonly DimensionId Window3 = new(3, DimensionKind.WindowSize); // one choice
    private static readonly DimensionId Ratio1 = new(1, DimensionKind.MlpRatio);

    private static IReadOnlyList<DimensionMove> Move(SearchSpace space, EvolutionSpec spec, params (DimensionId Id, int Steps)[] proposed) => SpaceEvolution.Apply(
        space, [.. space.Dimensions.Select(d => new DimensionProposal(d.Id, proposed.FirstOrDefault(it => it.Id == d.Id).Steps, -1, 0.5))], spec, SmallSkeleton).Moves;

    private static string Word(IReadOnlyList<DimensionMove> moves, DimensionId id) => MoveInWords.Of(moves.First(it => it.Dimension == id), null);

    [Fact]
    public void Every_outcome_has_its_word()
    {
        var ceiling = Ceilings(meanMacs: SpaceArithmetic.MeanMacs(Quickstart, SmallSkeleton));
        var held = Move(Quickstart, ceiling, (Embed1, 1), (Depth1, 1));
        Assert.Equal((MoveInWords.HeldByCeiling, MoveInWords.HeldByCeiling), (Word(held, Embed1), Word(held, Depth1)));

        var free = Move(Quickstart, Ceilings(), (Embed1, 1), (Embed2, -1));
        Assert.Equal((MoveInWords.Grew, MoveInWords.Shrank), (Word(free, Embed1), Word(free, Embed2)));
        Assert.Equal((MoveInWords.NotSignificant, MoveInWords.Frozen), (Word(free, Depth1), Word(free, Window3)));

        var bound = Quickstart.With(Quickstart[Ratio1] with { Choices = [1000] });
        Assert.Equal(MoveInWords.HeldByBounds, Word(Move(bound, Ceilings(), (Ratio1, 1)), Ratio1));
    }

    [Fact]
    public void A_frozen_rule_is_frozen_and_a_partly_held_move_still_grew()
    {
        var move = new DimensionMove(Embed1, 0, 0, [8, 16], [8, 16], "");
        Assert.Equal(MoveInWords.Frozen, MoveInWords.Of(move, new MoveProposed(1, Embed1, -1, 0.1, 20, "frozen", "1", 0, [8, 16], [8, 16], "")));
        Assert.Equal(MoveInWords.Grew, MoveInWords.Of(move with { ProposedSteps = 3, AppliedSteps = 1, Reason = "scaled back by 2 steps" }, null));
    }

    [Fact]
    public void An_iteration_is_counted_in_one_line()
    {
        var moves = Move(Quickstart, Ceilings(), (Embed1, 1), (Embed2, -1), (Depth1, 2));
        Assert.Equal("2 grew, 1 shrank, 14 not significant, 1 frozen", MoveInWords.Line(MoveInWords.Count(moves.Select(move => (move, (MoveProposed?)null)))));
    }
}
