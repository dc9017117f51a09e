using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Space;

public sealed class ArchitectureCostTests
{
    /// <summary>
    /// Published networks. S3 as microsoft/Cream's AutoFormerV2/configs has it (its README: 28 M, 50 M and 71 M parameters), Swin as timm publishes it
    /// (swin_tiny_patch4_window7_224, ...); GMACs without the operations of LayerNorm,
    /// which timm's own table counts. DeiT-S with a table of relative positions in the place of its position embedding and class token.
    /// </summary>
    [Theory]
    [InlineData("S3-T", 4, new[] { 96, 192, 384, 768 }, new[] { 2, 2, 6, 2 }, new[] { 7, 7, 14, 7 }, new[] { 3, 6, 12, 24 }, 28_328_674, 4.623)]
    [InlineData("S3-S", 4, new[] { 96, 192, 384, 768 }, new[] { 2, 2, 18, 2 }, new[] { 14, 14, 14, 14 }, new[] { 3, 6, 12, 24 }, 49_737_298, 9.405)]
    [InlineData("S3-B", 4, new[] { 96, 192, 384, 768 }, new[] { 2, 2, 30, 2 }, new[] { 7, 7, 14, 7 }, new[] { 3, 6, 12, 24 }, 71_125_762, 13.655)]
    [InlineData("Swin-T", 4, new[] { 96, 192, 384, 768 }, new[] { 2, 2, 6, 2 }, new[] { 7, 7, 7, 7 }, new[] { 3, 6, 12, 24 }, 28_288_354, 4.491)]
    [InlineData("Swin-S", 4, new[] { 96, 192, 384, 768 }, new[] { 2, 2, 18, 2 }, new[] { 7, 7, 7, 7 }, new[] { 3, 6, 12, 24 }, 49_606_258, 8.741)]
    [InlineData("Swin-B", 4, new[] { 128, 256, 512, 1024 }, new[] { 2, 2, 18, 2 }, new[] { 7, 7, 7, 7 }, new[] { 4, 8, 16, 32 }, 87_768_224, 15.431)]
    [InlineData("Swin-L", 4, new[] { 192, 384, 768, 1536 }, new[] { 2, 2, 18, 2 }, new[] { 7, 7, 7, 7 }, new[] { 6, 12, 24, 48 }, 196_532_476, 34.476)]
    [InlineData("DeiT-S-like", 16, new[] { 384 }, new[] { 12 }, new[] { 14 }, new[] { 6 }, 22_027_888, 4.574)]
    public void A_published_network_costs_what_was_published(
        string network, int patch, int[] embedDims, int[] depths, int[] windows, int[] heads, long parameters, double gigaMacs)
    {
        var cost = ArchitectureCost.Of(ImageNetSkeleton with { PatchSize = patch }, Uniform(embedDims, depths, windows, heads, 4));

        Assert.True(parameters == cost.ParameterCount, $"{network}: {cost.ParameterCount} parameters");
        Assert.Equal(gigaMacs, cost.MacsPerImage / 1e9, 0.0005);
    }

    /// <summary>One block counted by hand: 8x8 tokens, window 3 pads to 9x9 = 9 windows of 9 tokens; q 11 over 3 heads leaves width 9.</summary>
    [Fact]
    public void A_padded_block_with_uneven_heads_counts_as_by_hand()
    {
        var architecture = new Architecture([new StageArchitecture(4, [new BlockArchitecture(3, 3, 2.5, 11)])]);

        var (parameters, macs) = ArchitectureCost.Of(SmallSkeleton, architecture);

        const int Embedding = 16 * 1 * 4 + 4 + 8;
        const int Attention = 4 * 27 + 27 + 25 * 3 + 9 * 4 + 4; // qkv, table of (2*3-1)^2 offsets, projection
        const int Mlp = 4 * 10 + 10 + 10 * 4 + 4;
        Assert.Equal(Embedding + 8 + Attention + 8 + Mlp + 8 + 4 * 10 + 10, parameters);
        const int EmbeddingMacs = 64 * 16 * 4;
        const int Projections = 64 * (4 * 27 + 9 * 4);     // the 64 real tokens
        const int Products = 2 * 9 * 9 * 9 * 9;            // 9 windows, 9 x 9 pairs, width 9, twice: padding included
        Assert.Equal(EmbeddingMacs + Projections + Products + 64 * 2 * 4 * 10 + 40, macs);
    }

    [Fact]
    public void A_window_beyond_the_map_costs_what_the_map_costs()
    {
        var atMap = ArchitectureCost.Of(SmallSkeleton, Uniform([8], [2], [8], [2], 2));

        Assert.Equal(atMap, ArchitectureCost.Of(SmallSkeleton, Uniform([8], [2], [21], [2], 2)));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(500L, null, true)]
    [InlineData(499L, null, false)]
    [InlineData(null, 100L, true)]
    [InlineData(null, 99L, false)]
    [InlineData(500L, 99L, false)]
    public void A_limit_allows_its_own_value_and_bounds_only_what_it_names(long? macs, long? parameters, bool allowed) =>
        Assert.Equal(allowed, new CostLimit(macs, parameters).Allows(new Cost(ParameterCount: 100, MacsPerImage: 500)));

    [Fact]
    public void A_limit_reads_the_same_under_every_culture() =>
        Assert.Equal("at most 1234567 MACs and at most 89 parameters", Under("de-DE", () => new CostLimit(1_234_567, 89).InWords()));

    [Theory]
    [InlineData(8, 4, 0, 4, 0, 8)]
    [InlineData(8, 4, 1, 4, 2, 8)]
    [InlineData(8, 3, 1, 3, 1, 9)]
    [InlineData(8, 3, 2, 3, 0, 9)]
    [InlineData(8, 8, 1, 8, 0, 8)]
    [InlineData(8, 9, 1, 8, 0, 8)]
    [InlineData(14, 13, 3, 13, 6, 26)]
    [InlineData(1, 1, 1, 1, 0, 1)]
    public void Windows_shift_in_odd_blocks_and_become_the_map_where_they_reach_it(
        int resolution, int window, int block, int side, int shift, int padded) =>
        Assert.Equal(new WindowLayout(side, shift, padded), WindowLayout.Of(resolution, window, block));

    [Fact]
    public void The_hidden_width_is_decimal() => Assert.Equal(230, BlockWidths.HiddenWidth(100, 2.3)); // 2.3 * 100 is 229.99999999999997 in binary
}
