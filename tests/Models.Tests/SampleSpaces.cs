using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Models;

/// <summary>Spaces and specifications that several tests share.</summary>
internal static class SampleSpaces
{
    /// <summary>The quickstart's skeleton: 32x32 grey images, 8x8 tokens in stage 1.</summary>
    public static NetworkSkeleton SmallSkeleton { get; } = new(32, 4, 1, 10);

    /// <summary>Swin's skeleton at 224x224.</summary>
    public static NetworkSkeleton ImageNetSkeleton { get; } = new(224, 4, 3, 1000);

    /// <summary>The quickstart's space: three stages.</summary>
    public static SearchSpace Quickstart { get; } = new([
        .. Stage(1, [1, 2, 3], [8, 16, 24], [2, 4], [1, 2, 3], [1, 2, 3], [12, 24, 36]),
        .. Stage(2, [1, 2, 3], [16, 32, 48], [2, 4], [1, 2, 3], [1, 2, 3], [12, 24, 36]),
        .. Stage(3, [1, 2], [32, 64, 96], [2], [2, 3, 4], [1, 2, 3], [24, 48, 72]),
    ]);

    /// <summary>Two stages of few choices, small enough to enumerate; windows that pad 8x8, heads that do not divide q.</summary>
    public static SearchSpace Tiny { get; } = new([
        .. Stage(1, [1, 2], [8, 16], [3, 8], [1, 5], [0.5, 2], [12]),
        .. Stage(2, [1], [16, 24], [2, 3], [3], [1, 1.5], [16, 24]),
    ]);

    /// <summary>Six dimensions of one stage; gamma is 1, of mlp_ratio 0.5; bounds [0.5 or 1, 1000].</summary>
    public static IEnumerable<SearchDimension> Stage(
        int stage, double[] depth, double[] embedDim, double[] window, double[] heads, double[] ratio, double[] qkv) =>
        new[] { depth, embedDim, window, heads, ratio, qkv }.Select((choices, kind) =>
        {
            var unit = (DimensionKind)kind == DimensionKind.MlpRatio ? 0.5 : 1;
            return new SearchDimension(new DimensionId(stage, (DimensionKind)kind), choices, unit, unit, 1000);
        });

    /// <summary>A space of one architecture.</summary>
    public static Architecture Uniform(int[] embedDims, int[] depths, int[] windows, int[] heads, double ratio) =>
        new([.. embedDims.Select((embedDim, s) => new StageArchitecture(
            embedDim, [.. Enumerable.Repeat(new BlockArchitecture(windows[s], heads[s], ratio, embedDim), depths[s])]))]);

    /// <summary>A whole specification around a space.</summary>
    public static CampaignSpec Campaign(
        SearchSpace space, EstimatorKind estimator = EstimatorKind.Paired, int subnets = 16, int topK = 4, CostLimit? limit = null, long seed = 7) => new(
        "test", seed, new DataSpec(100, 20, 20, [0.5], [0.25]), SmallSkeleton, space,
        new TrainingSpec(10, 10, 8, 3e-3, 0.01, 0.1, 0.9, 0.999, 1e-8, 0.05, 0.1, 0, 0, 2, Initialisation.FanIn, 5),
        new MeasurementSpec(estimator, subnets, topK, 20, 10, limit ?? NoLimit),
        Ceilings(), new SearchSpec(16, 5, 5, 8, 8, 0.2, 0.4, 20, NoLimit, true));

    public static CostLimit NoLimit { get; } = new(null, null);

    public static EvolutionSpec Ceilings(int maximumSteps = 0, double? meanMacs = null, double? log10Size = null) =>
        new(3, new RuleSpec("linear-floor", 0.2, 2, null), new Dictionary<string, RuleSpec>(), maximumSteps, meanMacs, log10Size);

    /// <summary>Random valid spaces of 1 to 3 stages on <see cref="SmallSkeleton"/>.</summary>
    public static Gen<SearchSpace> RandomSpaces { get; } =
        from stages in Gen.Choose(1, 3)
        from dimensions in Gen.CollectToArray(Enumerable.Range(0, stages * 6), index => RandomDimension(index / 6 + 1, (DimensionKind)(index % 6)))
        select new SearchSpace(dimensions);

    /// <summary>Runs under a culture whose numbers read otherwise, and puts the old one back.</summary>
    public static T Under<T>(string culture, Func<T> action)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            return action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static Gen<SearchDimension> RandomDimension(int stage, DimensionKind kind)
    {
        var (smallest, unit, most) = kind switch
        {
            DimensionKind.Depth => (1, 1.0, 4),
            DimensionKind.EmbedDim => (4, 4.0, 8),
            DimensionKind.WindowSize => (1, 1.0, 9),
            DimensionKind.NumHeads => (1, 1.0, 5),
            DimensionKind.MlpRatio => (1, 0.5, 6),
            _ => (5, 1.0, 30),
        };
        return from values in Gen.SubListOf(Enumerable.Range(smallest, most).ToArray()).Where(list => list.Count > 0)
               let choices = values.Take(4).Distinct().Order().Select(v => v * unit).ToArray()
               select new SearchDimension(new DimensionId(stage, kind), choices, unit, smallest * unit, (smallest + most) * unit);
    }
}
