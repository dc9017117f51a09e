using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Kernels;
using S3Actors.Models.Measurement;
using S3Actors.Models.Network;
using S3Actors.Models.Search;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using S3Actors.Tests.Models.Network;
using S3Actors.Tests.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Space;

/// <summary>Where the channels of a head are fixed, qkv_dim follows num_heads in everything that is drawn, trained, measured and moved.</summary>
public sealed class HeadDimTests
{
    private const int HeadDim = 3;
    private static readonly BlockTies Ties = new(HeadDim: HeadDim);
    private static readonly SearchSpace Tied = Ties.Apply(Quickstart);
    private static readonly NetworkSkeleton Skeleton = SmallSkeleton with { HeadDim = HeadDim };
    private static readonly CampaignSpec Spec = Campaign(Tied) with { Network = Skeleton };

    [Theory]
    [InlineData(EstimatorKind.Paired)]
    [InlineData(EstimatorKind.Pooled)]
    [InlineData(EstimatorKind.Effects)]
    [InlineData(EstimatorKind.Fresh)]
    public void The_subnets_that_are_measured(EstimatorKind estimator)
    {
        var spec = Spec with { Measurement = Spec.Measurement with { Estimator = estimator } };
        foreach (var id in new[] { new DimensionId(1, DimensionKind.Depth), new DimensionId(2, DimensionKind.NumHeads) })
            AllTied(MeasurementPlan.Create(spec, Tied, 1, id).Architectures);
    }

    [Fact]
    public void The_subnets_that_are_trained() => AllTied(Enumerable.Range(0, 20).SelectMany(step => new SandwichPlan(1, Tied, 1, 2, ties: Ties).At(step)));

    [Fact]
    public void The_candidates_of_every_generation()
    {
        IReadOnlyList<Candidate> Breed(int generation, IReadOnlyList<SubnetResult> parents) =>
            EvolutionarySearch.Breed(Spec.Search, Tied, Skeleton, 1, "final", generation, parents, new HashSet<Architecture>(), Ties);
        var first = Breed(1, []);
        var second = Breed(2, [.. first.Select(it => new SubnetResult(it.Architecture, new Top1Error(1, 10), 1))]);
        Assert.Contains(second, it => it.Origin == CandidateOrigin.Crossover);
        AllTied([.. first.Concat(second).Select(it => it.Architecture)]);
    }

    /// <summary>Against the slow reference, over every architecture of a small space.</summary>
    [Fact]
    public void Size_and_means_are_those_of_all_architectures()
    {
        var space = Ties.Apply(Tiny);
        Architecture[] all = [.. Enumeration.Of(space).Where(it => Ties.Apply(it).Equals(it))];
        var perArchitecture = all.Select(it => (
            Probability: it.Stages.Select((stage, s) => 1.0 / space[s + 1, DimensionKind.Depth].Choices.Count / space[s + 1, DimensionKind.EmbedDim].Choices.Count
                / Math.Pow(Ties.Searched(space).Where(d => d.Id.Stage == s + 1 && d.Id.Kind.IsPerBlock()).Aggregate(1, (n, d) => n * d.Choices.Count), stage.Blocks.Count))
                .Aggregate((a, b) => a * b),
            Cost: ArchitectureCost.Of(Skeleton, it))).ToList();

        Assert.Equal(Math.Log10(all.Length), SpaceArithmetic.Log10Size(space, Ties), 1e-12);
        Assert.Equal(1, perArchitecture.Sum(it => it.Probability), 1e-9);
        Assert.Equal(perArchitecture.Sum(it => it.Probability * it.Cost.MacsPerImage), SpaceArithmetic.MeanMacs(space, Skeleton), 1e-3);
        Assert.Equal(perArchitecture.Sum(it => it.Probability * it.Cost.ParameterCount), SpaceArithmetic.MeanParameters(space, Skeleton), 1e-6);
    }

    [Fact]
    public void Queries_move_with_the_heads_and_with_nothing_else()
    {
        var evolved = SpaceEvolution.Apply(Tied,
            [.. Ties.Searched(Tied).Select(it => new DimensionProposal(it.Id, it.Id == new DimensionId(2, DimensionKind.NumHeads) ? 2 : 0, -1, 0.1))], Ceilings(), Skeleton, Ties);

        Assert.Equal(Tied.Dimensions.Select(it => it.Id), evolved.Moves.Select(it => it.Dimension));
        Assert.Equal([3, 4, 5], evolved.After[2, DimensionKind.NumHeads].Choices);
        Assert.Equal([9, 12, 15], evolved.After[2, DimensionKind.QkvDim].Choices);
        Assert.Equal(Tied[1, DimensionKind.QkvDim], evolved.After[1, DimensionKind.QkvDim]);
        Assert.Equal(MoveInWords.Follows, MoveInWords.Of(evolved.Moves.Single(it => it.Dimension == new DimensionId(2, DimensionKind.QkvDim)), null));
    }

    /// <summary>The heads' own cost and that of the queries that come with them are weighed together.</summary>
    [Fact]
    public void A_ceiling_holds_the_heads_for_what_their_queries_cost()
    {
        IReadOnlyList<DimensionProposal> proposals = [.. Ties.Searched(Tied).Select(it => new DimensionProposal(it.Id, it.Id.Kind == DimensionKind.NumHeads ? 4 : 0, -1, 0.1))];
        var ceiling = SpaceArithmetic.MeanMacs(Tied, Skeleton) * 1.05;
        var evolved = SpaceEvolution.Apply(Tied, proposals, Ceilings(meanMacs: ceiling), Skeleton, Ties);

        Assert.InRange(SpaceArithmetic.MeanMacs(evolved.After, Skeleton), SpaceArithmetic.MeanMacs(Tied, Skeleton) + 1, ceiling);
        Assert.Equal(Ties.Apply(evolved.After), evolved.After);
    }

    [Fact]
    public void More_heads_than_channels_of_the_fewest_are_no_contradiction()
    {
        var narrow = Skeleton with { HeadDim = 1 };
        Assert.Empty(SpaceValidation.Problems(new BlockTies(HeadDim: 1).Apply(Quickstart), narrow));
    }

    /// <summary>The supernet's pass is that of the standalone network with its weights, and a head keeps its rows whatever the number of heads.</summary>
    [Fact]
    public void A_subnet_is_its_standalone_network_and_a_heads_weights_stay_a_heads()
    {
        var skeleton = NetworkSamples.AwkwardSkeleton with { HeadDim = HeadDim };
        var space = Ties.Apply(NetworkSamples.Awkward);
        using var supernet = new Supernet(skeleton, space, torch.CPU);
        supernet.Initialise(Initialisation.FanIn, seed: 1, supernetIndex: 1);
        using var images = NetworkSamples.Images(2);
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        for (var number = 0; number < 12; number++)
        {
            var architecture = Ties.Apply(NetworkSamples.Random(space, number));
            using var dense = NetworkSamples.Inherit(supernet, architecture);
            Assert.InRange(NetworkSamples.MaximumDifference(supernet.Forward(images, architecture), dense.Forward(images)), 0, 1e-5);
        }

        var (largest, smallest) = (SpaceArithmetic.Largest(space), SpaceArithmetic.Smallest(space));
        Assert.Equal((3, 1), (largest.Stages[0].Blocks[0].NumHeads, smallest.Stages[0].Blocks[0].NumHeads));
        // Queries, keys and values of the first head, of as many channels as the smaller has.
        using var many = FirstHead(supernet, largest, heads: 3).narrow(2, 0, smallest.Stages[0].EmbedDim);
        using var one = FirstHead(supernet, smallest, heads: 1);
        Assert.Equal(0, NetworkSamples.MaximumDifference(many, one));
    }

    [Theory]
    [InlineData(ProcessorVectors.Bits256)]
    [InlineData(ProcessorVectors.Bits512)]
    public void The_processors_kernels_agree_with_the_tensor_library(ProcessorVectors vectors)
    {
        using var folder = new TrainingSamples.Folder();
        var space = Ties.Apply(TrainingSamples.SmallSpace);
        var spec = TrainingSamples.Spec() with { InitialSpace = space, Network = TrainingSamples.Skeleton with { HeadDim = HeadDim } };
        using var trainer = new SandwichTrainer(spec, space, TrainingSamples.Identity, TrainingSamples.Images, new TrainingExecution(1));
        trainer.Step();
        var checkpoint = trainer.SaveCheckpoint(folder["checkpoint"]).Path;
        Architecture[] subnets = [.. Enumerable.Range(0, 6).Select(number => Ties.Apply(NetworkSamples.Random(space, number)))];
        IReadOnlyList<SubnetResult> Evaluate(ProcessorVectors by)
        {
            using var evaluator = new SubnetEvaluator(spec.Network, space, checkpoint, new EvaluationExecution { Vectors = by });
            return evaluator.Evaluate(subnets, TrainingSamples.Images, 40, 20, spec.Data, CancellationToken.None);
        }
        Assert.All(Evaluate(ProcessorVectors.None).Zip(Evaluate(vectors)), it => Assert.Equal(it.First.MeanLoss, it.Second.MeanLoss, 1e-5));
    }

    /// <summary>[3, head_dim, channels].</summary>
    private static torch.Tensor FirstHead(Supernet supernet, Architecture architecture, int heads)
    {
        var qkv = SubnetParameters.Of(supernet.Layout, architecture).Single(it => it.Name == "layers.0.blocks.0.attn.qkv.weight");
        return qkv.Copy(supernet.Weights.Decaying, supernet.Weights.Plain).view(3, heads * HeadDim, -1).narrow(1, 0, HeadDim);
    }

    private static void AllTied(IEnumerable<Architecture> architectures)
    {
        var blocks = architectures.SelectMany(it => it.Stages).SelectMany(it => it.Blocks).ToList();
        Assert.True(blocks.Select(it => it.NumHeads).Distinct().Count() > 1);
        Assert.All(blocks, it => Assert.Equal(it.NumHeads * HeadDim, it.QkvDim));
    }
}
