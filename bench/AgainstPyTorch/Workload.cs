using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Measurement;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using S3Actors.Models.Training;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>
/// What both sides compute: the sandwich steps of a campaign's first supernet, and the evaluation of subnets of its initial space. A
/// function of the campaign's file alone, so that every process makes the same.
/// </summary>
public sealed class Workload
{
    /// <summary>Steps laid out for both sides.</summary>
    public const int Steps = 240;

    /// <summary>Images each subnet is evaluated on.</summary>
    public const int EvaluatedImages = 500;

    private const int RandomSubnets = 160;

    /// <summary>Base subnets of the paired measurement, where a campaign has another.</summary>
    private const int BaseSubnets = 24;

    /// <param name="campaign">Name of a campaign's file, e.g. <c>quickstart</c>.</param>
    /// <param name="paired">Whether the measurement is the paired one, whose subnets have neighbours, whichever the campaign has.</param>
    public Workload(string campaign, bool paired = false)
    {
        Campaign = campaign;
        var file = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", campaign + ".conf");
        var configuration = CampaignConfiguration.Read(file, [], campaign, "runs");
        Spec = configuration.Spec;
        if (paired && Spec.Measurement.Estimator != EstimatorKind.Paired)
            Spec = Spec with { Measurement = Spec.Measurement with { Estimator = EstimatorKind.Paired, Subnets = BaseSubnets, TopK = BaseSubnets / 4 } };
        Images = CampaignImages.Read(configuration).Splits;
        Identity = new SupernetIdentity("iteration-1", 1, Spec.Training.Steps);
        // Apart, as a search's generation is, and then in the order a measurement hands them out.
        Evaluated = [.. Drawn(), .. Measured()];
        Random = new Range(0, RandomSubnets);
        Adjacent = new Range(RandomSubnets, Evaluated.Count);
    }

    public string Campaign { get; }

    public CampaignSpec Spec { get; }

    public SearchSpace Space => Spec.InitialSpace;

    public DataSplits Images { get; }

    public SupernetIdentity Identity { get; }

    /// <summary>Subnets to evaluate.</summary>
    public IReadOnlyList<Architecture> Evaluated { get; }

    /// <summary>Those of <see cref="Evaluated"/> that were drawn one by one and share next to nothing.</summary>
    public Range Random { get; }

    /// <summary>Those that the measurement of iteration 1 asks for, in the ledger's order: neighbours begin alike.</summary>
    public Range Adjacent { get; }

    /// <summary>The images they are evaluated on.</summary>
    public ImageSubset Validation => Images[EvaluationSplit.SearchValidation].First(EvaluatedImages);

    /// <summary>Multiply-accumulates of a step's four forward passes for one image, on average over the steps laid out.</summary>
    public double MeanMacsOfStep()
    {
        var plan = new SandwichPlan(Spec.Seed, Space, Identity.Index, Spec.Training.RandomSubnets);
        return Enumerable.Range(0, Steps).Average(step => plan.At(step).Sum(Macs));
    }

    /// <summary>Multiply-accumulates of one image's forward pass, on average over a part of <see cref="Evaluated"/>.</summary>
    public double MeanMacs(Range part) => Evaluated.Take(part).Average(Macs);

    private double Macs(Architecture architecture) => ArchitectureCost.Of(Spec.Network, architecture).MacsPerImage;

    private IEnumerable<Architecture> Drawn() => Enumerable.Range(0, RandomSubnets)
        .Select(draw => SpaceSampler.Draw(Space, new CounterRandom(Spec.Seed, RandomPurpose.SpaceStatistics, 0, draw)).ToArchitecture());

    private IEnumerable<Architecture> Measured() => Space.Dimensions.Where(dimension => dimension.Choices.Count > 1)
        .SelectMany(dimension => MeasurementPlan.Create(Spec, Space, 1, dimension.Id).Architectures)
        .Distinct().OrderBy(architecture => architecture.CanonicalText, StringComparer.Ordinal);
}
