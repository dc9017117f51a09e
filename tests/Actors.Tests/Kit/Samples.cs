using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>A small campaign, and pieces of it.</summary>
internal static class Samples
{
    public static SearchSpace Space { get; } = new([.. Stage(1, [4, 8], [1, 2]), .. Stage(2, [8, 12], [1, 2, 3])]);

    public static NetworkSkeleton Network { get; } = new(8, 2, 1, 10);

    public static CampaignSpec Spec { get; } = new(
        "demo", 7, new DataSpec(96, 40, 24, [0.5], [0.25]), Network, Space,
        new TrainingSpec(20, 25, 8, 3e-3, 0.01, 0.1, 0.9, 0.999, 1e-8, 0.05, 0.1, 0, 5, 2, Initialisation.FanIn, 7),
        new MeasurementSpec(EstimatorKind.Paired, 4, 2, 40, 20, new CostLimit(null, null)),
        new EvolutionSpec(2, new RuleSpec("linear-truncate", 0.3, 2, null), new Dictionary<string, RuleSpec>(), 2, null, null),
        new SearchSpec(5, 3, 3, 2, 2, 0.2, 0.4, 30, new CostLimit(null, null), true));

    public static TrainedSupernet Supernet { get; } = new("iteration-1", Space, "iteration-1-step20.safetensors", new string('a', 64));

    public static EvaluationSet Set { get; } = new(EvaluationSplit.SearchValidation, 40);

    /// <summary>Distinct architectures of <see cref="Space"/>.</summary>
    public static IReadOnlyList<Architecture> Architectures(int count) =>
        [.. Enumerable.Range(0, 100 * count).Select(i => SpaceSampler.Draw(Space, new CounterRandom(1, RandomPurpose.Search, 0, i)).ToArchitecture())
            .Distinct().Take(count)];

    public static SubnetResult Result(Architecture architecture, int images = 40) =>
        new(architecture, new Top1Error(architecture.CanonicalText.Length % (images + 1), images), 1.5);

    private static SearchDimension[] Stage(int stage, double[] embedDims, double[] depths) =>
    [
        Dimension(stage, DimensionKind.Depth, depths, 1, 1, 4),
        Dimension(stage, DimensionKind.EmbedDim, embedDims, 4, 4, 32),
        Dimension(stage, DimensionKind.WindowSize, stage == 1 ? [2, 4] : [2], 2, 2, 4),
        Dimension(stage, DimensionKind.NumHeads, [1, 2], 1, 1, 4),
        Dimension(stage, DimensionKind.MlpRatio, [1, 1.5, 2], 0.5, 0.5, 4),
        Dimension(stage, DimensionKind.QkvDim, [4, 8], 4, 4, 16),
    ];

    private static SearchDimension Dimension(int stage, DimensionKind kind, double[] choices, double gamma, double minimum, double maximum) =>
        new(new DimensionId(stage, kind), choices, gamma, minimum, maximum);
}
