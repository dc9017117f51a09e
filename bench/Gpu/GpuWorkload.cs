using MemoryMarshal = System.Runtime.InteropServices.MemoryMarshal;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Network;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using TorchSharp;

namespace S3Actors.Bench.Gpu;

/// <summary>
/// What is computed, on invented images of 224 x 224: S3-T alone, or sandwich steps of <c>s3-imagenet.conf</c>'s initial space, which lies
/// around it. Equal arguments make equal weights and images in every process.
/// </summary>
/// <param name="Network"><see cref="S3Tiny"/> or <see cref="Sandwich"/>.</param>
/// <param name="BatchSize">Images a step.</param>
/// <param name="Precision">What products are computed in; null for float32.</param>
internal sealed record GpuWorkload(string Network, int BatchSize, ReducedPrecision? Precision)
{
    public const string S3Tiny = "s3-t";
    public const string Sandwich = "sandwich";

    /// <summary>Sandwich steps laid out for the other side, which then begins again.</summary>
    public const int SandwichSteps = 64;

    /// <summary>Bias tables are made so much steeper than they start: at their start they hardly decide where attention looks.</summary>
    private const double Steepness = 25;

    private const string Campaign = "s3-imagenet";

    /// <summary>The published S3-T, timm's <c>swin_s3_tiny_224</c>.</summary>
    public static Architecture Published { get; } = new(
    [
        Stage(96, 2, 7, 3), Stage(192, 2, 7, 6), Stage(384, 6, 14, 12), Stage(768, 2, 7, 24),
    ]);

    /// <summary>What a precision is called.</summary>
    public static string NameOf(ReducedPrecision? precision) => precision is null ? "float32" : "bfloat16";

    /// <summary>The campaign with this workload's batch and precision, without anything drawn beside the subnets, and without clipping.</summary>
    public CampaignSpec Spec { get; } = Read(BatchSize, Precision);

    /// <summary>The one architecture trained; null for the sandwich.</summary>
    public Architecture? Alone => Network == S3Tiny ? Published : null;

    public SearchSpace Space => Alone is { } alone ? EnclosingSpace.Of(alone) : Spec.InitialSpace;

    /// <summary>The subnets of every step.</summary>
    public SandwichPlan Plan => new(Spec.Seed, Space, Identity.Index, Spec.Training.RandomSubnets, Alone, BlockTies.Of(Spec));

    private static SupernetIdentity Identity { get; } = new("iteration-1", 1, 1 << 20);

    /// <summary>A training at its beginning.</summary>
    public SandwichTrainer Trainer(string device, int threads)
    {
        var trainer = new SandwichTrainer(Spec, Space, Identity, Images(Math.Max(4 * BatchSize, 64)), new TrainingExecution(threads, device), Alone);
        Steepen(trainer.Supernet);
        return trainer;
    }

    /// <summary>The network as the training has it at its beginning.</summary>
    public Supernet Fresh(string device)
    {
        var supernet = new Supernet(Spec.Network, Space, torch.device(device), Precision);
        supernet.Initialise(Spec.Training.Initialisation, Spec.Seed, Identity.Index);
        Steepen(supernet);
        return supernet;
    }

    /// <summary>Multiply-accumulates of a step's forward passes for one image, on average.</summary>
    public double MeanMacsOfStep() => Alone is not null ? Macs(Alone) : Enumerable.Range(0, SandwichSteps).Average(step => Plan.At(step).Sum(Macs));

    /// <summary>Noise with the labels 0, 1, 2, ...</summary>
    public ImageSubset Images(int count)
    {
        var network = Spec.Network;
        var pixels = new byte[count * network.InputChannels * network.ImageSize * network.ImageSize];
        var random = new CounterRandom(Spec.Seed, RandomPurpose.SpaceStatistics, 0, 0);
        foreach (ref var eight in MemoryMarshal.Cast<byte, ulong>(pixels.AsSpan())) eight = random.NextUInt64();
        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)i)];
        return new ImageSubset(new ImageDataset(pixels, labels, count, network.InputChannels, network.ImageSize, network.ImageSize, network.ClassCount), 0,
            count);
    }

    private double Macs(Architecture architecture) => ArchitectureCost.Of(Spec.Network, architecture).MacsPerImage;

    private static StageArchitecture Stage(int channels, int depth, int window, int heads) =>
        new(channels, [.. Enumerable.Repeat(new BlockArchitecture(window, heads, 4, channels), depth)]);

    private static CampaignSpec Read(int batchSize, ReducedPrecision? precision)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", Campaign + ".conf");
        var spec = CampaignConfiguration.Read(file, [], Campaign, "runs").Spec;
        return spec with
        {
            Training = spec.Training with { BatchSize = batchSize, Precision = precision, Augmentation = null, DropPath = 0, GradientClipNorm = 0,
                Initialisation = Initialisation.FanIn },
        };
    }

    private static void Steepen(Supernet supernet)
    {
        foreach (var parameter in supernet.Layout.Parameters.Where(it => it.Role == ParameterRole.BiasTable))
        {
            using var table = supernet.Weights.View(parameter);
            table.mul_(Steepness);
        }
    }
}
