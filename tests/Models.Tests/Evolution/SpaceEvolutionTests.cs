using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Evolution;

public sealed class SpaceEvolutionTests
{
    private static readonly DimensionId Depth1 = new(1, DimensionKind.Depth);
    private static readonly DimensionId Embed1 = new(1, DimensionKind.EmbedDim);
    private static readonly DimensionId Embed2 = new(2, DimensionKind.EmbedDim);
    private static readonly DimensionId Ratio3 = new(3, DimensionKind.MlpRatio);
    private static readonly DimensionId Heads2 = new(2, DimensionKind.NumHeads);
    private static readonly DimensionId Qkv2 = new(2, DimensionKind.QkvDim);

    private static readonly double MeanMacs = SpaceArithmetic.MeanMacs(Quickstart, SmallSkeleton);

    /// <summary>The dimensions named move, with slope -steps and that standard error; all others stay.</summary>
    private static EvolvedSpace Evolve(EvolutionSpec spec, params (DimensionId Id, int Steps, double StandardError)[] proposals) =>
        SpaceEvolution.Apply(Quickstart, Proposals(Quickstart, proposals), spec, SmallSkeleton);

    private static DimensionProposal[] Proposals(SearchSpace space, params (DimensionId Id, int Steps, double StandardError)[] proposals) =>
        [.. space.Dimensions.Select(dimension => proposals.Where(p => p.Id == dimension.Id).Select(p => new DimensionProposal(p.Id, p.Steps, -p.Steps, p.StandardError))
            .FirstOrDefault(new DimensionProposal(dimension.Id, 0, 0, 0.1)))];

    private static DimensionMove Of(EvolvedSpace evolved, DimensionId id) => evolved.Moves.Single(move => move.Dimension == id);

    [Fact]
    public void Given_no_ceiling_when_dimensions_propose_then_all_moves_are_applied()
    {
        var (moves, after) = Evolve(Ceilings(), (Depth1, 1, 0.1), (Embed1, -3, 0.1), (Ratio3, 1, 0.1));

        Assert.Equal(Quickstart.Dimensions.Select(dimension => dimension.Id), moves.Select(move => move.Dimension));
        Assert.Equal([2, 3, 4], after[Depth1].Choices);
        Assert.Equal([5, 13, 21], after[Embed1].Choices);
        Assert.Equal([1.5, 2.5, 3.5], after[Ratio3].Choices);
        Assert.All(moves, move => Assert.Equal((move.ProposedSteps, ""), (move.AppliedSteps, move.Reason)));
        Assert.All(moves, move => Assert.Equal((Quickstart[move.Dimension].Choices, after[move.Dimension].Choices), (move.Before, move.After)));
    }

    [Fact]
    public void Given_no_proposal_to_move_then_the_space_stays_and_says_so()
    {
        var evolved = Evolve(Ceilings(maximumSteps: 2, meanMacs: 1));

        Assert.False(evolved.Moved);
        Assert.Equal(Quickstart, evolved.After);
    }

    [Fact]
    public void Given_max_steps_then_moves_both_ways_are_cut_to_it()
    {
        var evolved = Evolve(Ceilings(maximumSteps: 2), (Embed1, 5, 0.1), (Embed2, int.MinValue, 0.1), (Depth1, 2, 0.1));

        Assert.Equal((5, 2, "cut to max_steps 2"), (Of(evolved, Embed1).ProposedSteps, Of(evolved, Embed1).AppliedSteps, Of(evolved, Embed1).Reason));
        Assert.Equal((-2, "cut to max_steps 2"), (Of(evolved, Embed2).AppliedSteps, Of(evolved, Embed2).Reason));
        Assert.Equal((2, ""), (Of(evolved, Depth1).AppliedSteps, Of(evolved, Depth1).Reason));
    }

    [Fact]
    public void Given_a_dimension_held_by_its_bounds_then_its_move_is_none_and_says_so()
    {
        var held = Quickstart.With(Quickstart[Ratio3] with { Choices = [3], Maximum = 3 });

        var (moves, after) = SpaceEvolution.Apply(held, Proposals(held, (Ratio3, 2, 0.1)), Ceilings(), SmallSkeleton);

        Assert.Equal(held, after);
        Assert.Equal((2, 0, "held by the bounds [0.5, 3]"), moves.Where(m => m.Dimension == Ratio3).Select(m => (m.ProposedSteps, m.AppliedSteps, m.Reason)).Single());
    }

    [Fact]
    public void Given_a_ceiling_on_the_MACs_then_the_move_with_the_least_evidence_gives_way_step_by_step()
    {
        // Evidence |w| / error: depth 1 / 0.01 = 100, embed_dim 8 / 1 = 8, mlp_ratio 1 / 0.5 = 2. The ceiling has room for depth and half of embed_dim.
        var half = Evolve(Ceilings(), (Depth1, 1, 0.01), (Embed1, 4, 1)).After;
        var ceiling = SpaceArithmetic.MeanMacs(half, SmallSkeleton);

        var evolved = Evolve(Ceilings(meanMacs: ceiling), (Depth1, 1, 0.01), (Embed1, 8, 1), (Ratio3, 1, 0.5));

        Assert.Equal(half, evolved.After);
        Assert.Equal((1, ""), (Of(evolved, Depth1).AppliedSteps, Of(evolved, Depth1).Reason));
        Assert.Equal((8, 4), (Of(evolved, Embed1).ProposedSteps, Of(evolved, Embed1).AppliedSteps));
        Assert.Equal(
            FormattableString.Invariant($"scaled back by 4 steps: the ceiling of {ceiling:0} mean MACs (|w|/error 8)"), Of(evolved, Embed1).Reason);
        Assert.Equal((1, 0), (Of(evolved, Ratio3).ProposedSteps, Of(evolved, Ratio3).AppliedSteps));
        Assert.Equal(
            FormattableString.Invariant($"scaled back by 1 step: the ceiling of {ceiling:0} mean MACs (|w|/error 2)"), Of(evolved, Ratio3).Reason);
    }

    [Fact]
    public void Given_an_unknown_standard_error_then_that_move_gives_way_first()
    {
        var ceiling = SpaceArithmetic.MeanMacs(Evolve(Ceilings(), (Depth1, 1, 1)).After, SmallSkeleton);

        var evolved = Evolve(Ceilings(meanMacs: ceiling), (Depth1, 1, 1), (Embed1, 1, double.NaN));

        Assert.Equal((1, 0), (Of(evolved, Depth1).AppliedSteps, Of(evolved, Embed1).AppliedSteps));
    }

    [Fact]
    public void Given_a_ceiling_on_mean_parameters_then_what_would_break_it_gives_way()
    {
        var ceiling = SpaceArithmetic.MeanParameters(Evolve(Ceilings(), (Depth1, 1, 1)).After, SmallSkeleton);

        var evolved = Evolve(Ceilings() with { MaximumMeanParameters = ceiling }, (Depth1, 1, 0.1), (Embed1, 1, 0.5));

        Assert.Equal((1, 0), (Of(evolved, Depth1).AppliedSteps, Of(evolved, Embed1).AppliedSteps));
        Assert.Contains("mean parameters", Of(evolved, Embed1).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_space_above_its_ceiling_then_it_may_shrink_but_not_grow()
    {
        var evolved = Evolve(Ceilings(meanMacs: MeanMacs / 10), (Depth1, 1, 0.01), (Embed1, 2, 0.01), (Embed2, -1, 5));

        Assert.Equal((0, 0, -1), (Of(evolved, Depth1).AppliedSteps, Of(evolved, Embed1).AppliedSteps, Of(evolved, Embed2).AppliedSteps));
        Assert.Equal("", Of(evolved, Embed2).Reason);
        Assert.True(SpaceArithmetic.MeanMacs(evolved.After, SmallSkeleton) < MeanMacs);
    }

    [Fact]
    public void Given_a_shrinking_move_that_makes_room_then_growth_within_the_ceiling_is_kept()
    {
        var evolved = Evolve(Ceilings(meanMacs: MeanMacs), (Embed1, 1, 0.1), (Embed2, -8, 0.1));

        Assert.Equal((1, -8), (Of(evolved, Embed1).AppliedSteps, Of(evolved, Embed2).AppliedSteps));
    }

    [Fact]
    public void Given_a_ceiling_on_the_size_then_depth_gives_way_and_moves_that_keep_the_size_stay()
    {
        var evolved = Evolve(Ceilings(log10Size: SpaceArithmetic.Log10Size(Quickstart)), (Depth1, 1, 0.001), (Embed1, 3, 10));

        Assert.Equal((0, 3), (Of(evolved, Depth1).AppliedSteps, Of(evolved, Embed1).AppliedSteps));
        Assert.Contains("the ceiling of ", Of(evolved, Depth1).Reason, StringComparison.Ordinal);
        Assert.Contains(" on log10 of the size", Of(evolved, Depth1).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_moves_that_would_leave_heads_without_channels_then_the_weaker_gives_way()
    {
        var evolved = Evolve(Ceilings(), (Heads2, 4, 1), (Qkv2, -9, 0.1)); // 7 heads, q 3: at most 3 heads can be

        Assert.Equal((0, -9), (Of(evolved, Heads2).AppliedSteps, Of(evolved, Qkv2).AppliedSteps));
        Assert.Equal("scaled back by 4 steps: stage2 needs a channel for every head (|w|/error 4)", Of(evolved, Heads2).Reason);
    }

    [Fact]
    public void Given_moves_that_break_the_ceiling_only_together_then_the_weakest_of_all_gives_way()
    {
        // Attention width n * floor(q / n): (5, 9) has 5, (3, 10) has 9, but (5, 10) has 10 and (3, 9) has 9: neither move alone is to blame.
        var space = new SearchSpace([.. Stage(1, [1], [8], [4], [5], [1], [9])]);
        var (heads, qkv) = (new DimensionId(1, DimensionKind.NumHeads), new DimensionId(1, DimensionKind.QkvDim));
        var ceiling = SpaceArithmetic.MeanMacs(space, SmallSkeleton);

        var (_, after) = SpaceEvolution.Apply(space, Proposals(space, (heads, -2, 0.1), (qkv, 1, 5)), Ceilings(meanMacs: ceiling), SmallSkeleton);

        Assert.True(SpaceArithmetic.MeanMacs(after, SmallSkeleton) <= ceiling);
    }

    [Fact]
    public void A_missing_or_doubled_proposal_is_refused()
    {
        var all = Proposals(Quickstart);

        Assert.Throws<ArgumentException>(() => SpaceEvolution.Apply(Quickstart, all[1..], Ceilings(), SmallSkeleton));
        Assert.Throws<ArgumentException>(() => SpaceEvolution.Apply(Quickstart, [.. all, all[0]], Ceilings(), SmallSkeleton));
    }

    [Fact]
    public void Whatever_is_proposed_the_space_stays_valid_within_its_ceilings_and_no_move_is_exceeded_or_turned() =>
        Prop.ForAll(RandomSpaces.ToArbitrary(), Gen.Choose(-6, 6).ArrayOf(18).ToArbitrary(), Gen.Choose(0, 40).ArrayOf(18).ToArbitrary(), (space, steps, errors) =>
        {
            var before = SpaceArithmetic.MeanMacs(space, SmallSkeleton);
            var proposals = space.Dimensions.Select((dimension, i) => new DimensionProposal(dimension.Id, steps[i], -steps[i], errors[i] / 10.0)).ToArray();
            var spec = Ceilings(maximumSteps: 4, meanMacs: before * 1.5, log10Size: SpaceArithmetic.Log10Size(space) + 0.5);

            var (moves, after) = SpaceEvolution.Apply(space, proposals, spec, SmallSkeleton);

            return SpaceValidation.Problems(after, SmallSkeleton).Count == 0
                && SpaceArithmetic.MeanMacs(after, SmallSkeleton) <= spec.MaximumMeanMacs && SpaceArithmetic.Log10Size(after) <= spec.MaximumLog10Size
                && moves.All(move => Math.Abs(move.AppliedSteps) <= Math.Min(4, Math.Abs(move.ProposedSteps)) && move.AppliedSteps * move.ProposedSteps >= 0)
                && moves.All(move => (move.AppliedSteps == move.ProposedSteps) == (move.Reason.Length == 0))
                && moves.All(move => (move.AppliedSteps == 0) == move.Before.SequenceEqual(move.After))
                && moves.All(move => DimensionUpdate.Apply(space[move.Dimension], move.AppliedSteps).Choices.SequenceEqual(move.After));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_proposals_and_the_culture_change_nothing()
    {
        (DimensionId, int, double)[] proposals = [(Depth1, 1, 0.01), (Embed1, 8, 1), (Ratio3, 1, 0.5)];
        var spec = Ceilings(meanMacs: MeanMacs * 1.2);

        var plain = SpaceEvolution.Apply(Quickstart, Proposals(Quickstart, proposals), spec, SmallSkeleton);
        var other = Under("de-DE", () => SpaceEvolution.Apply(Quickstart, [.. Proposals(Quickstart, proposals).Reverse()], spec, SmallSkeleton));

        Assert.Equal(plain.After, other.After);
        Assert.Equal(plain.Moves.Select(move => (move.Dimension, move.AppliedSteps, move.Reason)), other.Moves.Select(move => (move.Dimension, move.AppliedSteps, move.Reason)));
    }
}
