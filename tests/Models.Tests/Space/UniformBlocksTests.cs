using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Search;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Space;

/// <summary>Where the blocks of a stage are all alike, everything that draws architectures draws such.</summary>
public sealed class UniformBlocksTests
{
    private static readonly CampaignSpec Spec = Campaign(Quickstart) with { UniformBlocks = true };

    [Theory]
    [InlineData(EstimatorKind.Paired)]
    [InlineData(EstimatorKind.Pooled)]
    [InlineData(EstimatorKind.Fresh)]
    public void The_subnets_that_are_measured(EstimatorKind estimator)
    {
        var spec = Spec with { Measurement = Spec.Measurement with { Estimator = estimator } };
        foreach (var id in new[] { new DimensionId(1, DimensionKind.Depth), new DimensionId(2, DimensionKind.NumHeads) })
            AllUniform(MeasurementPlan.Create(spec, Quickstart, 1, id).Architectures);
    }

    [Fact]
    public void The_subnets_that_are_trained() =>
        AllUniform(Enumerable.Range(0, 20).SelectMany(step => new SandwichPlan(1, Quickstart, 1, 2, ties: new BlockTies(Uniform: true)).At(step)));

    [Fact]
    public void The_candidates_of_every_generation()
    {
        IReadOnlyList<Candidate> Breed(int generation, IReadOnlyList<SubnetResult> parents) =>
            EvolutionarySearch.Breed(Spec.Search, Quickstart, SmallSkeleton, 1, "final", generation, parents, new HashSet<Architecture>(), new BlockTies(Uniform: true));
        var first = Breed(1, []);
        var second = Breed(2, [.. first.Select(it => new SubnetResult(it.Architecture, new Top1Error(1, 10), 1))]);
        Assert.Contains(second, it => it.Origin == CandidateOrigin.Crossover);
        AllUniform([.. first.Select(it => it.Architecture), .. second.Select(it => it.Architecture)]);
    }

    /// <summary>Counted by listing them.</summary>
    [Fact]
    public void The_space_counts_them_once()
    {
        var space = new SearchSpace([.. Stage(1, [1, 2], [8, 16], [2, 4], [1, 2], [1, 2], [8, 16])]);
        var drawn = FreshSubnets.Draw(SmallSkeleton, space, new CostLimit(null, null), 1, 0, 1000, new BlockTies(Uniform: true));
        Assert.Equal(64, drawn.Count); // 2 depths, 2 widths, 2^4 blocks
        Assert.Equal(Math.Log10(64), SpaceArithmetic.Log10Size(space, new BlockTies(Uniform: true)), 12);
        Assert.Equal(Math.Log10(2 * (16 + 256)), SpaceArithmetic.Log10Size(space), 12);
    }

    private static void AllUniform(IEnumerable<Architecture> architectures)
    {
        var all = architectures.ToList();
        Assert.Contains(all, it => it.Stages.Any(stage => stage.Blocks.Count > 1));
        Assert.All(all, it => Assert.Equal(new BlockTies(Uniform: true).Apply(it), it));
    }
}
