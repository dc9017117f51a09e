using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Messages.Space;

public sealed class DimensionIdTests
{
    private static readonly Gen<DimensionId> Ids =
        from stage in Gen.Choose(1, 99)
        from kind in Gen.Elements(DimensionKinds.All.ToArray())
        select new DimensionId(stage, kind);

    [Theory]
    [InlineData(1, DimensionKind.Depth, "stage1.depth")]
    [InlineData(2, DimensionKind.EmbedDim, "stage2.embed_dim")]
    [InlineData(3, DimensionKind.WindowSize, "stage3.window_size")]
    [InlineData(4, DimensionKind.NumHeads, "stage4.num_heads")]
    [InlineData(5, DimensionKind.MlpRatio, "stage5.mlp_ratio")]
    [InlineData(16, DimensionKind.QkvDim, "stage16.qkv_dim")]
    public void A_dimension_is_written_as_users_write_it(int stage, DimensionKind kind, string text) =>
        Assert.Equal(text, new DimensionId(stage, kind).ToString());

    [Fact]
    public void What_is_written_is_read_back_under_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        foreach (var culture in (string[])["tr-TR", "de-DE", "ar-SA", "sv-SE"])
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Prop.ForAll(Ids.ToArbitrary(), id => DimensionId.TryParse(id.ToString(), out var read) && read == id).QuickCheckThrowOnFailure();
        }
        CultureInfo.CurrentCulture = before;
    }

    [Theory]
    [InlineData("")]
    [InlineData("depth")]
    [InlineData("stage.depth")]
    [InlineData("stage0.depth")]
    [InlineData("stage-1.depth")]
    [InlineData("stage1.")]
    [InlineData("stage1.Depth")]
    [InlineData("stage1.depth ")]
    [InlineData("Stage1.depth")]
    [InlineData("stage1.depth.x")]
    [InlineData("stage99999999999.depth")]
    public void Other_texts_are_no_dimension(string text) => Assert.False(DimensionId.TryParse(text, out _));

    [Fact]
    public void Dimensions_sort_by_stage_and_then_by_kind() =>
        Prop.ForAll(Ids.ListOf().ToArbitrary(), ids => ids.Order().SequenceEqual(ids.OrderBy(id => id.Stage).ThenBy(id => (int)id.Kind))).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_depth_and_channels_are_chosen_once_a_stage_and_only_the_ratio_may_be_fractional()
    {
        Assert.Equal([DimensionKind.Depth, DimensionKind.EmbedDim], DimensionKinds.All.Where(kind => !kind.IsPerBlock()));
        Assert.Equal([DimensionKind.MlpRatio], DimensionKinds.All.Where(kind => !kind.IsInteger()));
    }
}
