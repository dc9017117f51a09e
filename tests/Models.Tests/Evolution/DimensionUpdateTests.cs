using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;

namespace S3Actors.Tests.Models.Evolution;

public sealed class DimensionUpdateTests
{
    private static SearchDimension Ratio(params double[] choices) => new(new DimensionId(1, DimensionKind.MlpRatio), choices, 0.5, 0.5, 4);

    [Theory]
    [InlineData(0, new[] { 1.0, 2, 3 })]
    [InlineData(1, new[] { 1.5, 2.5, 3.5 })]
    [InlineData(3, new[] { 2.5, 3.5 })]             // 4.5 leaves
    [InlineData(-2, new[] { 1.0, 2 })]              // 0 leaves
    [InlineData(7, new[] { 4.0 })]                  // all leave: the bound they left by remains
    [InlineData(-9, new[] { 0.5 })]
    [InlineData(int.MaxValue, new[] { 4.0 })]
    [InlineData(int.MinValue, new[] { 0.5 })]
    public void Given_three_ratios_when_moved_then_those_within_the_bounds_remain(int steps, double[] after) =>
        Assert.Equal(after, DimensionUpdate.Apply(Ratio(1, 2, 3), steps).Choices);

    [Fact]
    public void Steps_of_a_tenth_never_gather_binary_noise()
    {
        var dimension = new SearchDimension(new DimensionId(1, DimensionKind.MlpRatio), [0.1, 0.7], 0.1, 0.1, 1000);
        for (var i = 0; i < 1_000; i++) dimension = DimensionUpdate.Apply(dimension, i % 3 == 0 ? 2 : -1 + i % 3);

        Assert.Equal([100.2, 100.8], dimension.Choices); // 334 times 2 steps, 333 times none, 333 times 1: 1 001 tenths
    }

    [Fact]
    public void There_and_back_is_where_it_was_while_no_choice_leaves() =>
        Prop.ForAll(Gen.Choose(-40, 40).ToArbitrary(), steps =>
        {
            var before = new SearchDimension(new DimensionId(1, DimensionKind.MlpRatio), [5.3, 6.1, 7.9], 0.1, 0.1, 100);
            return DimensionUpdate.Apply(DimensionUpdate.Apply(before, steps), -steps).Equals(before);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_dimension_is_never_empty_never_unsorted_and_never_beyond_its_bounds() =>
        Prop.ForAll(Gen.Choose(1, 8).ListOf().Where(list => list.Count > 0).ToArbitrary(), Gen.Choose(-20, 20).ToArbitrary(), (halves, steps) =>
        {
            var after = DimensionUpdate.Apply(Ratio([.. halves.Distinct().Order().Select(half => half / 2.0)]), steps).Choices;
            return after.Count > 0 && after.All(choice => choice is >= 0.5 and <= 4) && after.Zip(after.Skip(1)).All(pair => pair.First < pair.Second);
        }).QuickCheckThrowOnFailure();
}
