using System.Globalization;
using MessagePack;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Messages.Space;

public sealed class SearchSpaceTests
{
    private static SearchSpace TwoStages() => new([.. from stage in (int[])[1, 2]
                                                      from kind in DimensionKinds.All
                                                      select new SearchDimension(new DimensionId(stage, kind), [stage, stage + 1.5], 0.5, 0.5, 9)]);

    [Fact]
    public void A_dimension_is_found_by_its_name()
    {
        var space = TwoStages();

        Assert.Equal(2, space.StageCount);
        Assert.All(space.Dimensions, dimension => Assert.Same(dimension, space[dimension.Id]));
        Assert.All(space.Dimensions, dimension => Assert.Same(dimension, space[dimension.Id.Stage, dimension.Id.Kind]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_stage_that_is_not_there_is_refused_with_the_number_there_is(int stage)
    {
        var error = Assert.Throws<KeyNotFoundException>(() => TwoStages()[stage, DimensionKind.Depth]);

        Assert.Contains("2 stages", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replaced_dimension_leaves_the_others()
    {
        var id = new DimensionId(2, DimensionKind.NumHeads);
        var changed = TwoStages().With(TwoStages()[id] with { Choices = [7] });

        Assert.Equal([7], changed[id].Choices);
        Assert.Equal(TwoStages().Dimensions.Where(dimension => dimension.Id != id), changed.Dimensions.Where(dimension => dimension.Id != id));
        Assert.NotEqual(TwoStages(), changed);
    }

    [Fact]
    public void Dimensions_and_spaces_are_equal_by_their_values()
    {
        var dimension = TwoStages().Dimensions[0];

        Assert.Equal(TwoStages(), TwoStages());
        Assert.Equal(TwoStages().GetHashCode(), TwoStages().GetHashCode());
        Assert.NotEqual(dimension, dimension with { Choices = [1] });
        Assert.NotEqual(dimension, dimension with { Gamma = 1 });
        Assert.NotEqual(dimension, dimension with { Minimum = 1 });
        Assert.NotEqual(dimension, dimension with { Maximum = 8 });
        Assert.NotEqual(dimension, dimension with { Id = new DimensionId(2, DimensionKind.Depth) });
    }

    [Fact]
    public void A_dimension_reads_the_same_under_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        var text = TwoStages().Dimensions[4].ToString();
        CultureInfo.CurrentCulture = before;

        Assert.Equal("stage1.mlp_ratio {1, 2.5}", text);
    }

    [Fact]
    public void A_stored_space_is_read_back() =>
        Assert.Equal(TwoStages(), MessagePackSerializer.Deserialize<SearchSpace>(MessagePackSerializer.Serialize(TwoStages())));

    [Theory]
    [InlineData(1, 56)]
    [InlineData(2, 28)]
    [InlineData(4, 7)]
    public void The_map_halves_from_stage_to_stage(int stage, int resolution) => Assert.Equal(resolution, new NetworkSkeleton(224, 4, 3, 1000).Resolution(stage));
}
