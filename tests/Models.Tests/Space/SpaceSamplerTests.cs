using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Space;

public sealed class SpaceSamplerTests
{
    private static Genotype Draw(SearchSpace space, long index) => SpaceSampler.Draw(space, new CounterRandom(3, RandomPurpose.MeasurementPool, 1, index));

    [Fact]
    public void Draws_lie_in_the_space_and_hold_every_block_of_the_deepest_stage() =>
        Prop.ForAll(RandomSpaces.ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (space, index) =>
        {
            var genotype = Draw(space, index);
            return SpaceArithmetic.Contains(space, genotype.ToArchitecture())
                && genotype.Stages.Select((stage, s) => stage.Blocks.Count == space[s + 1, DimensionKind.Depth].Largest).All(it => it);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_choice_is_drawn_evenly()
    {
        Architecture[] draws = [.. Enumerable.Range(0, 6_000).Select(i => Draw(Quickstart, i).ToArchitecture())];

        void Even<T>(IEnumerable<T> values, int choices) where T : notnull
        {
            var counts = values.CountBy(value => value).Select(it => it.Value).ToArray();
            Assert.Equal(choices, counts.Length);
            Assert.All(counts, count => Assert.InRange(count, 6_000 / choices - 200, 6_000 / choices + 200)); // 5 standard deviations
        }
        Even(draws.Select(draw => draw.Stages[0].Blocks.Count), 3);
        Even(draws.Select(draw => draw.Stages[1].EmbedDim), 3);
        Even(draws.Select(draw => draw.Stages[0].Blocks[0].WindowSize), 2);
        Even(draws.Select(draw => draw.Stages[2].Blocks[0].NumHeads), 3);
        Even(draws.Select(draw => draw.Stages[2].Blocks[0].MlpRatio), 3);
        Even(draws.Select(draw => draw.Stages[1].Blocks[0].QkvDim), 3);
    }

    [Fact]
    public void A_changed_depth_keeps_every_other_choice()
    {
        var id = new DimensionId(1, DimensionKind.Depth);
        var base3 = Draw(Quickstart, 5).With(id, 3).ToArchitecture();
        var base1 = Draw(Quickstart, 5).With(id, 1).ToArchitecture();

        Assert.Equal(base3.Stages.Skip(1), base1.Stages.Skip(1));
        Assert.Equal(base3.Stages[0].EmbedDim, base1.Stages[0].EmbedDim);
        Assert.Equal(base3.Stages[0].Blocks.Take(1), base1.Stages[0].Blocks);
    }

    [Theory]
    [InlineData(DimensionKind.WindowSize, 4)]
    [InlineData(DimensionKind.NumHeads, 3)]
    [InlineData(DimensionKind.MlpRatio, 2.5)]
    [InlineData(DimensionKind.QkvDim, 36)]
    public void A_per_block_choice_is_set_in_every_block_of_its_stage_alone(DimensionKind kind, double choice)
    {
        var before = Draw(Quickstart, 9);
        var after = before.With(new DimensionId(2, kind), choice);

        Assert.All(after.Stages[1].Blocks, block => Assert.Equal(choice, block.Of(kind)));
        Assert.Equal((before.Stages[0], before.Stages[2]), (after.Stages[0], after.Stages[2]));
        foreach (var other in DimensionKinds.All.Where(DimensionKinds.IsPerBlock).Where(other => other != kind))
            Assert.Equal(before.Stages[1].Blocks.Select(block => block.Of(other)), after.Stages[1].Blocks.Select(block => block.Of(other)));
    }

    [Fact]
    public void A_depth_beyond_the_drawn_blocks_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw(Quickstart, 0).With(new DimensionId(1, DimensionKind.Depth), 4));
}
