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
/// <param name="MeasuredSubnets">Distinct subnets evaluated in the first iteration, of each of its supernets.</param>
/// <param name="SearchedSubnets">Subnets that a search evaluates at most.</param>
/// <param name="EvaluatedSubnets">Subnets evaluated in all, at most.</param>
/// <param name="Memory">Images held in memory, weights, gradients and moments, activations of a step.</param>
/// <param name="Disk">Checkpoints and the journal.</param>
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
    PlannedRoom Memory,
    PlannedRoom Disk,
    TimeEstimate? Time)
{
    /// <summary>Counts; trains and evaluates nothing.</summary>
    public static CampaignPlan Of(CampaignConfiguration configuration)
    {
        var spec = configuration.Spec;
        var (space, network) = (spec.InitialSpace, spec.Network);
        var parameters = SupernetSize.Of(network, space).ParameterCount;
        var iterations = spec.Evolution.Iterations;
        var supernets = iterations * spec.Measurement.ReplicateCount();
        var measured = iterations == 0 ? 0 : FirstIteration(spec).Count;
        var searched = spec.Search.Population + (spec.Search.Generations - 1L) * (spec.Search.Crossovers + spec.Search.Mutations);
        var controls = ControlSearches.Of(spec);
        var searches = 1 + controls.Count;
        var controlSteps = controls.Sum(it => ControlSearches.Training(spec, it.Supernet, iterations)?.Steps ?? 0L);
        var evaluated = (long)supernets * measured + searches * (searched + 2);
        var room = new RoomEstimate(configuration, evaluated);
        return new CampaignPlan(
            spec.Name, SpaceArithmetic.Log10Size(space, BlockTies.Of(spec)), SpaceArithmetic.MeanMacs(space, network),
            Cost(network, SpaceArithmetic.Smallest(space)), Cost(network, SpaceArithmetic.Largest(space)), parameters,
            (long)supernets * spec.Training.Steps + spec.Training.FinalSteps + controlSteps, measured, searched, evaluated,
            room.Memory(), room.Disk(), Time: null);
    }

    /// <summary>The distinct subnets that the first iteration measures, over all dimensions.</summary>
    /// <exception cref="NoSubnetWithinLimitException">The limit leaves none.</exception>
    public static IReadOnlyCollection<Architecture> FirstIteration(CampaignSpec spec) =>
        BlockTies.Of(spec).Searched(spec.InitialSpace).SelectMany(d => MeasurementPlan.Create(spec, spec.InitialSpace, 1, d.Id).Architectures).ToHashSet();

    private static PlannedCost Cost(NetworkSkeleton network, Architecture architecture)
    {
        var cost = ArchitectureCost.Of(network, architecture);
        return new PlannedCost(architecture.CanonicalText, cost.ParameterCount, cost.MacsPerImage);
    }
}
