using S3Actors.Actors.Campaign;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Settings;

/// <summary>The sections that make up the <see cref="CampaignSpec"/>, each key of which <c>hocon/reference.conf</c> explains.</summary>
internal static class SpecSettings
{
    /// <summary>The section that bounds measurement and search alike: a bound in either section may say "constraint" to mean the bound here.</summary>
    private const string Constraint = "constraint";

    /// <summary>Channels of a head: far above any network's.</summary>
    private const int LargestHeadDim = 4096;

    /// <summary>Reads all sections but <c>execution</c>.</summary>
    public static CampaignSpec Read(SettingReader settings, string name)
    {
        var network = ReadNetwork(settings);
        var blocks = settings.OneOf<bool?>("space.blocks", ("free", null), ("uniform", true));
        var ties = new BlockTies(blocks is true, network.HeadDim);
        var space = SpaceSettings.Read(settings, ties);
        SpaceSettings.Validate(settings, space, network);
        var spec = new CampaignSpec(
            name,
            settings.Int64("campaign.seed", 0),
            DataSettings.Read(settings, network),
            network,
            space,
            ReadTraining(settings),
            MeasurementSettings.Read(settings, space, ties),
            EvolutionSettings.Read(settings, space.StageCount),
            ReadSearch(settings),
            UniformBlocks: blocks);
        if (settings.Problems.Count == 0)
        {
            RequireRoom(settings, spec, "measurement", spec.Measurement.Limit);
            RequireRoom(settings, spec, "search", spec.Search.Limit);
        }
        return spec;
    }

    /// <summary>A limit that excludes the smallest architecture leaves nothing to measure or to breed.</summary>
    private static void RequireRoom(SettingReader settings, CampaignSpec spec, string section, CostLimit limit)
    {
        var smallest = ArchitectureCost.Of(spec.Network, SpaceArithmetic.Smallest(spec.InitialSpace));
        RequireSmall("maximum_macs", smallest.MacsPerImage, limit.MaximumMacs);
        RequireSmall("maximum_parameters", smallest.ParameterCount, limit.MaximumParameters);
        var largest = ArchitectureCost.Of(spec.Network, SpaceArithmetic.Largest(spec.InitialSpace));
        RequireLarge("minimum_macs", largest.MacsPerImage, limit.MinimumMacs);
        RequireLarge("minimum_parameters", largest.ParameterCount, limit.MinimumParameters);

        void RequireSmall(string bound, long least, long? most) =>
            settings.Require(!(least > most), KeyOfBound(settings, section, bound), $"no architecture of the initial space is that small; the smallest has {least}");

        void RequireLarge(string bound, long most, long? least) =>
            settings.Require(!(most < least), KeyOfBound(settings, section, bound), $"no architecture of the initial space is that large; the largest has {most}");
    }

    private static NetworkSkeleton ReadNetwork(SettingReader settings)
    {
        var network = new NetworkSkeleton(
            ImageSize: settings.Int32("network.image_size", 1, 4096),
            PatchSize: settings.Int32("network.patch_size", 1, 4096),
            InputChannels: settings.Int32("network.input_channels", 1, 1024),
            ClassCount: settings.Int32("network.class_count", 2, 1_000_000),
            HeadDim: (int?)settings.Int64Or("network.head_dim", "free", 1, LargestHeadDim));
        return network;
    }

    private static TrainingSpec ReadTraining(SettingReader settings) => new(
        Steps: settings.Int32("training.steps", 1),
        FinalSteps: settings.Int32("training.final_steps", 1),
        BatchSize: settings.Int32("training.batch_size", 1),
        LearningRate: settings.Double("training.learning_rate", 0, aboveMinimum: true),
        FinalLearningRateFraction: settings.Double("training.final_learning_rate_fraction", 0, 1),
        WarmupFraction: settings.Double("training.warmup_fraction", 0, 1, belowMaximum: true),
        Beta1: settings.Double("training.beta1", 0, 1, belowMaximum: true),
        Beta2: settings.Double("training.beta2", 0, 1, belowMaximum: true),
        Epsilon: settings.Double("training.epsilon", 0, aboveMinimum: true),
        WeightDecay: settings.Double("training.weight_decay", 0),
        LabelSmoothing: settings.Double("training.label_smoothing", 0, 1, belowMaximum: true),
        DropPath: settings.Double("training.drop_path", 0, 1, belowMaximum: true),
        GradientClipNorm: settings.DoubleOrOff("training.gradient_clip_norm", 0) ?? 0,
        RandomSubnets: settings.Int32("training.random_subnets", 0, 64),
        Initialisation: settings.OneOf("training.initialisation",
            ("truncated-normal", Initialisation.TruncatedNormal), ("fan-in", Initialisation.FanIn)),
        CheckpointEverySteps: settings.Int32("training.checkpoint_every_steps", 1),
        OnDivergence: settings.OneOf("training.on_divergence",
            ("stop", DivergencePolicy.Stop), ("skip-batch", DivergencePolicy.SkipBatch), ("lower-rate", DivergencePolicy.LowerRate)),
        MaximumLoss: settings.DoubleOrOff("training.maximum_loss", 0),
        DivergenceLimit: settings.Int32("training.divergence_limit", 0, 1000),
        Augmentation: AugmentationSettings.Read(settings),
        Precision: settings.OneOf<ReducedPrecision?>("training.precision", ("float32", null), ("bfloat16", ReducedPrecision.BFloat16)),
        WarmStart: settings.Boolean("training.warm_start") ? true : null,
        Repeats: settings.Int32("training.repeats", 1, 100) is > 1 and var repeats ? repeats : null);

    private static readonly (string Word, CostObjective? Meaning)[] SecondObjectives =
        [("none", null), ("macs", CostObjective.Macs), ("parameters", CostObjective.Parameters), ("latency", CostObjective.Latency)];

    /// <summary>The word for a second objective.</summary>
    public static string Word(CostObjective? objective) => Array.Find(SecondObjectives, it => it.Meaning == objective).Word;

    private static SearchSpec ReadSearch(SettingReader settings)
    {
        var search = new SearchSpec(
            Population: settings.Int32("search.population", 1),
            Generations: settings.Int32("search.generations", 1),
            Parents: settings.Int32("search.parents", 1),
            Crossovers: settings.Int32("search.crossovers", 0),
            Mutations: settings.Int32("search.mutations", 0),
            BlockMutationProbability: settings.Double("search.block_mutation_probability", 0, 1),
            StageMutationProbability: settings.Double("search.stage_mutation_probability", 0, 1),
            Images: settings.Int32("search.images", 1),
            Limit: ReadLimit(settings, "search"),
            Control: ReadControl(settings, out var budget),
            ControlBudget: budget,
            SecondObjective: settings.OneOf("search.second_objective", SecondObjectives));
        settings.Require(search.Parents <= search.Population, "search.parents", $"must be at most search.population, which is {search.Population}", "search.population");
        settings.Require(search.Generations == 1 || search.Crossovers + (long)search.Mutations > 0, "search.mutations",
            "a further generation needs crossovers or mutations", "search.crossovers");
        RequireImages(settings, "search.images", search.Images);
        return search;
    }

    /// <summary>What the evolved space is compared with.</summary>
    /// <param name="budget">How the control's supernet is trained; null: it is that of iteration 1.</param>
    /// <returns>Whether there is a control.</returns>
    private static bool ReadControl(SettingReader settings, out ControlBudget? budget)
    {
        (var control, budget) = settings.OneOf("search.control", [.. ControlSearches.Words]);
        return control;
    }

    /// <summary>The bounds on a subnet's cost in a section.</summary>
    internal static CostLimit ReadLimit(SettingReader settings, string section) => new(
        ReadBound(settings, section, "maximum_macs"), ReadBound(settings, section, "maximum_parameters"),
        ReadBound(settings, section, "minimum_macs"), ReadBound(settings, section, "minimum_parameters"));

    /// <summary>A bound of its own, or that of the section <c>constraint</c>.</summary>
    private static long? ReadBound(SettingReader settings, string section, string bound)
    {
        var common = settings.Int64OrOff($"{Constraint}.{bound}", 1);
        return settings.Is($"{section}.{bound}", Constraint) ? common : settings.Int64OrOff($"{section}.{bound}", 1);
    }

    private static string KeyOfBound(SettingReader settings, string section, string bound) =>
        settings.Is($"{section}.{bound}", Constraint) ? $"{Constraint}.{bound}" : $"{section}.{bound}";

    /// <summary>No more images are asked for than there are.</summary>
    internal static void RequireImages(SettingReader settings, string key, int images)
    {
        var available = settings.Int32("data.search_validation_images", 1);
        settings.Require(images <= available, key, $"must be at most data.search_validation_images, which is {available}", "data.search_validation_images");
    }
}
