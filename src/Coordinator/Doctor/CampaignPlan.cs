using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Network;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Doctor;

/// <summary>Parameters and multiply-accumulates of one architecture.</summary>
public sealed record PlannedCost(string Architecture, long ParameterCount, long MacsPerImage);

/// <summary>What a campaign will take, as far as it can be told before it runs: later iterations are taken to be like the first.</summary>
/// <param name="Log10Size">log10 of the number of architectures of the initial space.</param>
/// <param name="SupernetParameters">Shared weights of the initial space's supernet.</param>
/// <param name="OptimizerSteps">Of all supernets together.</param>
/// <param name="MeasuredSubnets">Distinct subnets evaluated in the first iteration.</param>
/// <param name="SearchedSubnets">Subnets that a search evaluates at most.</param>
/// <param name="EvaluatedSubnets">Subnets evaluated in all, at most.</param>
/// <param name="MemoryBytes">Estimate: images held in memory, weights, gradients and moments, activations of a step.</param>
/// <param name="DiskBytes">Estimate: checkpoints that stay, and the journal.</param>
/// <param name="Time">From a few steps and evaluations measured on this machine; null where they were not asked for.</param>
public sealed record CampaignPlan(
    string Name,
    double Log10Size,
    double MeanMacs,
    PlannedCost Smallest,
    PlannedCost Largest,
    long SupernetParameters,
    long OptimizerSteps,
    long MeasuredSubnets,
    long SearchedSubnets,
    long EvaluatedSubnets,
    long MemoryBytes,
    long DiskBytes,
    TimeEstimate? Time)
{
    private const int BytesPerParameter = 4;
    private const int BytesPerEvaluation = 700; // a row of the ledger with its index, as SQLite stores it

    /// <summary>Counts; trains and evaluates nothing.</summary>
    public static CampaignPlan Of(CampaignConfiguration configuration)
    {
        var spec = configuration.Spec;
        var (space, network) = (spec.InitialSpace, spec.Network);
        var parameters = new SupernetLayout(network, space).ParameterCount;
        var iterations = spec.Evolution.Iterations;
        var measured = iterations == 0 ? 0 : FirstIteration(spec).Count;
        var searched = spec.Search.Population + (spec.Search.Generations - 1L) * (spec.Search.Crossovers + spec.Search.Mutations);
        var controls = ControlSearches.Of(spec);
        var searches = 1 + controls.Count;
        var controlSteps = controls.Sum(it => ControlSearches.Training(spec, it.Supernet, iterations)?.Steps ?? 0L);
        var evaluated = (long)iterations * measured + searches * (searched + 2);
        var checkpoints = iterations + 1 + controls.Count + configuration.Execution.KeptCheckpoints;
        return new CampaignPlan(
            spec.Name, SpaceArithmetic.Log10Size(space, spec.UniformBlocks is true), SpaceArithmetic.MeanMacs(space, network),
            Cost(network, SpaceArithmetic.Smallest(space)), Cost(network, SpaceArithmetic.Largest(space)), parameters,
            (long)iterations * spec.Training.Steps + spec.Training.FinalSteps + controlSteps, measured, searched, evaluated,
            Memory(configuration, parameters), (long)checkpoints * 3 * BytesPerParameter * parameters + evaluated * BytesPerEvaluation, Time: null);
    }

    /// <summary>The distinct subnets that the first iteration measures, over all dimensions.</summary>
    /// <exception cref="NoSubnetWithinLimitException">The limit leaves none.</exception>
    public static IReadOnlyCollection<Architecture> FirstIteration(CampaignSpec spec) =>
        spec.InitialSpace.Dimensions.SelectMany(d => MeasurementPlan.Create(spec, spec.InitialSpace, 1, d.Id).Architectures).ToHashSet();

    private static PlannedCost Cost(NetworkSkeleton network, Architecture architecture)
    {
        var cost = ArchitectureCost.Of(network, architecture);
        return new PlannedCost(architecture.CanonicalText, cost.ParameterCount, cost.MacsPerImage);
    }

    /// <summary>Weights and two moments once; a gradient for each pass; activations as wide as a token's widest layer in every block.</summary>
    private static long Memory(CampaignConfiguration configuration, long parameters)
    {
        var (spec, execution) = (configuration.Spec, configuration.Execution);
        const long runtime = 300L << 20; // libtorch, .NET and the actors, before the first image
        var pixels = (long)spec.Network.ImageSize * spec.Network.ImageSize * spec.Network.InputChannels;
        var stored = pixels * ((long)spec.Data.TrainingImages + spec.Data.SearchValidationImages + spec.Data.ReportValidationImages);
        var prepared = 3L * spec.Training.BatchSize * pixels * sizeof(float); // the batch in hand, its copy, and the next one
        var images = prepared + (configuration.Data is ImageFolders ? Math.Min(stored, execution.ImageCacheBytes) : stored);
        var activations = SpaceArithmetic.Largest(spec.InitialSpace).Stages
            .Select((stage, s) => (long)stage.Blocks.Count * spec.Network.Resolution(s + 1) * spec.Network.Resolution(s + 1)
                * (long)(stage.EmbedDim * 10 + stage.Blocks.Max(b => 3 * b.QkvDim + 2 * b.MlpRatio * stage.EmbedDim))).Sum();
        var training = parameters * BytesPerParameter * (3 + 2 + spec.Training.RandomSubnets) + activations * BytesPerParameter * spec.Training.BatchSize * execution.TrainingThreads;
        var evaluation = execution.Evaluators * (parameters * BytesPerParameter + activations / 4 * BytesPerParameter * spec.Measurement.BatchSize);
        return runtime + images + Math.Max(training, evaluation);
    }
}
