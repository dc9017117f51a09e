using System.Globalization;
using System.Text;
using S3Actors.Actors.Campaign;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Settings;

/// <summary>A specification as the campaign's file that says the same, with every key spelled out: reading it gives the specification again.</summary>
public static class SpecText
{
    /// <summary>Writes the file's text.</summary>
    /// <param name="more">Further keys below <c>s3actors</c> with their values, e.g. <c>data.folder</c>.</param>
    /// <param name="without">The keys that are left out; null for none.</param>
    public static string Of(CampaignSpec spec, IEnumerable<KeyValuePair<string, string>>? more = null, Predicate<string>? without = null) =>
        Text(Keys(spec).Where(it => without?.Invoke(it.Key) is not true).Concat(more ?? []));

    /// <summary>Settings by key as a campaign's file.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, string>> settings) =>
        Text(settings.Select(it => KeyValuePair.Create(it.Key, SettingLayer.Quoted(it.Value))));

    private static string Text(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var text = new StringBuilder("s3actors {\n");
        foreach (var (key, value) in settings) text.Append(CultureInfo.InvariantCulture, $"  {key} = {value}\n");
        return text.Append("}\n").ToString();
    }

    private static IEnumerable<KeyValuePair<string, string>> Keys(CampaignSpec spec) =>
    [
        Key("campaign.name", spec.Name), Key("campaign.seed", spec.Seed),
        .. Data(spec.Data), .. Network(spec.Network), .. Space(spec), Key("space.blocks", spec.UniformBlocks is true ? "uniform" : "free"), .. Training(spec.Training),
        .. Measurement(spec.Measurement), .. Evolution(spec.Evolution), .. Search(spec.Search),
    ];

    private static KeyValuePair<string, string>[] Data(DataSpec it) =>
    [
        Key("data.training_images", it.TrainingImages), Key("data.search_validation_images", it.SearchValidationImages),
        Key("data.report_validation_images", it.ReportValidationImages), Key("data.mean", it.Mean), Key("data.standard_deviation", it.StandardDeviation),
        Key("data.fit", it.Fitting is null ? "pad" : "resize"), Key("data.resize_shorter_side", it.Fitting?.ShorterSide ?? 256),
        Key("data.interpolation", AugmentationSettings.Word(it.Fitting?.Interpolation ?? Interpolation.Bicubic)),
    ];

    private static KeyValuePair<string, string>[] Network(NetworkSkeleton it) =>
    [
        Key("network.image_size", it.ImageSize), Key("network.patch_size", it.PatchSize), Key("network.input_channels", it.InputChannels), Key("network.class_count", it.ClassCount),
        Key("network.head_dim", it.HeadDim?.ToString(CultureInfo.InvariantCulture) ?? "free"),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Space(CampaignSpec spec) => BlockTies.Of(spec).Searched(spec.InitialSpace).SelectMany(it =>
    {
        var (stage, kind) = (string.Create(CultureInfo.InvariantCulture, $"space.stage{it.Id.Stage}"), it.Id.Kind.Name());
        return new[] { Key($"{stage}.{kind}", it.Choices), Key($"{stage}.gamma.{kind}", it.Gamma), Key($"{stage}.bounds.{kind}", [it.Minimum, it.Maximum]) };
    });

    private static KeyValuePair<string, string>[] Training(TrainingSpec it) =>
    [
        Key("training.steps", it.Steps), Key("training.final_steps", it.FinalSteps), Key("training.batch_size", it.BatchSize),
        Key("training.learning_rate", it.LearningRate), Key("training.final_learning_rate_fraction", it.FinalLearningRateFraction),
        Key("training.warmup_fraction", it.WarmupFraction), Key("training.beta1", it.Beta1), Key("training.beta2", it.Beta2),
        Key("training.epsilon", it.Epsilon), Key("training.weight_decay", it.WeightDecay), Key("training.label_smoothing", it.LabelSmoothing),
        Key("training.drop_path", it.DropPath), Key("training.gradient_clip_norm", it.GradientClipNorm == 0 ? null : it.GradientClipNorm),
        Key("training.random_subnets", it.RandomSubnets), Key("training.initialisation", it.Initialisation == Initialisation.FanIn ? "fan-in" : "truncated-normal"),
        Key("training.checkpoint_every_steps", it.CheckpointEverySteps), Key("training.maximum_loss", it.MaximumLoss),
        Key("training.precision", it.Precision is ReducedPrecision.BFloat16 ? "bfloat16" : "float32"), Key("training.warm_start", it.WarmStart is true ? "true" : "false"), Key("training.repeats", it.Repeats ?? 1),
        Key("training.divergence_limit", it.DivergenceLimit), Key("training.on_divergence", it.OnDivergence switch
        {
            DivergencePolicy.SkipBatch => "skip-batch",
            DivergencePolicy.LowerRate => "lower-rate",
            _ => "stop",
        }),
        .. AugmentationSettings.Keys(it.Augmentation).Select(own => own.Value is double[] values ? Key(own.Key, values) : Key(own.Key, own.Value)),
    ];

    private static KeyValuePair<string, string>[] Measurement(MeasurementSpec it) =>
    [
        Key("measurement.estimator", MeasurementSettings.Word(it.Estimator)), Key("measurement.subnets", it.Subnets),
        Key("measurement.top_k", it.TopK), Key("measurement.images", it.Images), Key("measurement.batch_size", it.BatchSize), Key("measurement.replicates", it.ReplicateCount()), .. Limit("measurement", it.Limit),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Evolution(EvolutionSpec it) =>
    [
        Key("evolution.iterations", it.Iterations), .. Rule("evolution", it.Rule), Key("evolution.max_steps", it.MaximumSteps == 0 ? null : it.MaximumSteps),
        Key("evolution.maximum_mean_macs", it.MaximumMeanMacs), Key("evolution.maximum_mean_parameters", it.MaximumMeanParameters), Key("evolution.maximum_log10_size", it.MaximumLog10Size),
        Key("evolution.shuffled_moves", it.ShuffledMoves is true ? "true" : "false"),
        .. it.Overrides.SelectMany(own => Rule($"evolution.overrides.{own.Key}", own.Value)),
    ];

    private static KeyValuePair<string, string>[] Rule(string section, RuleSpec it) =>
    [
        Key($"{section}.rule", it.Name), Key($"{section}.tau", it.Tau), Key($"{section}.z", it.Z),
        Key($"{section}.assembly", EvolutionSettings.Recorded(it.Assembly)),
    ];

    private static KeyValuePair<string, string>[] Search(SearchSpec it) =>
    [
        Key("search.population", it.Population), Key("search.generations", it.Generations), Key("search.parents", it.Parents),
        Key("search.crossovers", it.Crossovers), Key("search.mutations", it.Mutations),
        Key("search.block_mutation_probability", it.BlockMutationProbability), Key("search.stage_mutation_probability", it.StageMutationProbability),
        Key("search.images", it.Images), Key("search.control", ControlSearches.Word(it)), Key("search.second_objective", SpecSettings.Word(it.SecondObjective)), .. Limit("search", it.Limit),
    ];

    private static KeyValuePair<string, string>[] Limit(string section, CostLimit it) =>
        [
        Key($"{section}.maximum_macs", it.MaximumMacs), Key($"{section}.maximum_parameters", it.MaximumParameters),
        Key($"{section}.minimum_macs", it.MinimumMacs), Key($"{section}.minimum_parameters", it.MinimumParameters),
    ];

    private static KeyValuePair<string, string> Key(string key, IReadOnlyList<double> values) => new(key, $"[{string.Join(", ", values.Select(Text))}]");

    /// <summary>null is <c>off</c>.</summary>
    private static KeyValuePair<string, string> Key(string key, object? value) => new(key, SettingLayer.Quoted(value switch { null => "off", double it => Text(it), _ => Convert.ToString(value, CultureInfo.InvariantCulture)! }));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
