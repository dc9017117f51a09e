using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Space;

public sealed class SpaceValidationTests
{
    private static IReadOnlyList<string> ProblemsWith(DimensionKind kind, Func<SearchDimension, SearchDimension> change) =>
        SpaceValidation.Problems(Quickstart.With(change(Quickstart[2, kind])), SmallSkeleton);

    [Fact]
    public void Valid_spaces_have_no_problem()
    {
        Assert.Empty(SpaceValidation.Problems(Quickstart, SmallSkeleton));
        Prop.ForAll(RandomSpaces.ToArbitrary(), space => SpaceValidation.Problems(space, SmallSkeleton).Count == 0).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(DimensionKind.Depth, new double[] { }, "stage2.depth: has no choice")]
    [InlineData(DimensionKind.Depth, new[] { 2.0, 1 }, "stage2.depth: 1 after 2; choices ascend without repeats")]
    [InlineData(DimensionKind.EmbedDim, new[] { 8.0, 8 }, "stage2.embed_dim: 8 after 8; choices ascend without repeats")]
    [InlineData(DimensionKind.EmbedDim, new[] { 8.5 }, "stage2.embed_dim: 8.5 is not a whole number")]
    [InlineData(DimensionKind.WindowSize, new[] { 0.0 }, "stage2.window_size: 0 is not allowed; choices, gamma and bounds are above 0 and at most 1000000")]
    [InlineData(DimensionKind.MlpRatio, new[] { double.NaN }, "stage2.mlp_ratio: NaN is not allowed; choices, gamma and bounds are above 0 and at most 1000000")]
    [InlineData(DimensionKind.MlpRatio, new[] { 1.23456789 }, "stage2.mlp_ratio: 1.23456789 has more than 6 decimals")]
    [InlineData(DimensionKind.QkvDim, new[] { 2000.0 }, "stage2.qkv_dim: the choice 2000 is outside its bounds [1, 1000]")]
    [InlineData(DimensionKind.NumHeads, new[] { 2.0, 13 }, "stage2.num_heads: 13 heads exceed the smallest qkv_dim 12; each head needs at least one channel")]
    public void A_wrong_choice_is_named_with_what_is_allowed(DimensionKind kind, double[] choices, string problem) =>
        Assert.Contains(problem, Under("tr-TR", () => ProblemsWith(kind, dimension => dimension with { Choices = choices })));

    [Fact]
    public void Wrong_bounds_and_steps_are_named()
    {
        Assert.Contains("stage2.depth: the bounds [5, 4] hold no value", ProblemsWith(DimensionKind.Depth, d => d with { Minimum = 5, Maximum = 4 }));
        Assert.Contains(ProblemsWith(DimensionKind.Depth, d => d with { Gamma = 0 }), problem => problem.StartsWith("stage2.depth: 0 is not allowed", StringComparison.Ordinal));
        Assert.Contains("stage2.depth: 0.5 is not a whole number", ProblemsWith(DimensionKind.Depth, d => d with { Gamma = 0.5 }));
    }

    [Fact]
    public void An_MLP_without_a_hidden_unit_is_named() =>
        Assert.Contains(
            "stage1.mlp_ratio: 0.1 of 8 channels leaves the MLP without a hidden unit",
            SpaceValidation.Problems(Quickstart.With(Quickstart[1, DimensionKind.MlpRatio] with { Choices = [0.1], Minimum = 0.1 }), SmallSkeleton));

    [Fact]
    public void An_empty_space_and_missing_dimensions_are_named()
    {
        Assert.Contains("space: has no stage", SpaceValidation.Problems(new SearchSpace([]), SmallSkeleton));
        var missing = SpaceValidation.Problems(new SearchSpace([.. Quickstart.Dimensions.Skip(1)]), SmallSkeleton);
        Assert.Contains("space: has 17 dimensions, not 6 for each stage", missing);
        Assert.Contains("space: stage1.embed_dim stands where stage1.depth belongs", missing);
    }

    [Fact]
    public void A_network_that_the_stages_do_not_fit_is_named()
    {
        Assert.Contains(
            "network: image size 30 is not a multiple of patch size 4 times 2^2 (16), so 3 stages do not fit",
            SpaceValidation.Problems(Quickstart, SmallSkeleton with { ImageSize = 30 }));
        Assert.Contains(
            SpaceValidation.Problems(Quickstart, SmallSkeleton with { PatchSize = 0 }), problem => problem.StartsWith("network: ", StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_told_at_once() =>
        Assert.Equal(3, SpaceValidation.Problems(
            Quickstart.With(Quickstart[1, DimensionKind.Depth] with { Choices = [] }).With(Quickstart[3, DimensionKind.QkvDim] with { Choices = [] }),
            SmallSkeleton with { ClassCount = 1 }).Count);
}
