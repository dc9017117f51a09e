using S3Actors.Coordinator.History;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Guidelines;

/// <summary>
/// How the E-T error changes from one choice of a dimension to the next larger: the mean of its slopes over all iterations. They count alike,
/// not by their precision: each is a slope in another space, and the space that an evolution settles in would outweigh the way there.
/// </summary>
/// <param name="Slope">Percentage points of Q a choice.</param>
/// <param name="StandardError">Its standard error, above 0.</param>
/// <param name="Iterations">Iterations with a slope of known error.</param>
internal sealed record MeanSlope(DimensionId Dimension, double Slope, double StandardError, int Iterations)
{
    /// <summary>Null where no iteration has a slope whose error is known: a dimension with one choice, or of which nothing is measured.</summary>
    public static MeanSlope? Of(CampaignHistory history, DimensionId dimension)
    {
        var slopes = history.Iterations.SelectMany(it => it.Dimensions).Where(it => it.Id == dimension).Select(it => it.Proposal?.Event)
            .OfType<MoveProposed>().Where(it => double.IsFinite(it.Slope) && it.SlopeStandardError > 0 && double.IsFinite(it.SlopeStandardError)).ToList();
        if (slopes.Count == 0) return null;
        var variance = slopes.Sum(it => it.SlopeStandardError * it.SlopeStandardError);
        return new MeanSlope(dimension, slopes.Average(it => it.Slope), Math.Sqrt(variance) / slopes.Count, slopes.Count);
    }

    /// <summary>Of a kind in every stage that has one, by stage.</summary>
    public static IReadOnlyList<MeanSlope> OfKind(CampaignHistory history, DimensionKind kind) =>
        [.. Enumerable.Range(1, StagesOf(history)).Select(stage => Of(history, new DimensionId(stage, kind))).OfType<MeanSlope>()];

    /// <summary>Stages of the campaign's space.</summary>
    public static int StagesOf(CampaignHistory history) => history.Spec.InitialSpace.StageCount;

    /// <summary>Below the other by more than both errors allow.</summary>
    public bool IsBelow(MeanSlope other) =>
        other.Slope - Slope > DesignGuidelines.Z * Math.Sqrt(StandardError * StandardError + other.StandardError * other.StandardError);

    /// <summary>Slope, over the stage's number, of a line through mean slopes, with its standard error.</summary>
    public static (double Trend, double Error) TrendOverStages(IReadOnlyList<MeanSlope> slopes)
    {
        var weights = slopes.Select(it => 1 / (it.StandardError * it.StandardError)).ToList();
        var stages = slopes.Select(it => (double)it.Dimension.Stage).ToList();
        var middle = stages.Zip(weights, (s, w) => s * w).Sum() / weights.Sum();
        var squares = stages.Zip(weights, (s, w) => w * (s - middle) * (s - middle)).Sum();
        var trend = Enumerable.Range(0, slopes.Count).Sum(i => weights[i] * (stages[i] - middle) * slopes[i].Slope) / squares;
        return (trend, Math.Sqrt(1 / squares));
    }

    /// <summary>As a line of numbers.</summary>
    public override string ToString() =>
        Invariant($"{Dimension}: {Slope:+0.000;-0.000} ± {StandardError:0.000} points a choice, from {Iterations} iteration(s)");
}
