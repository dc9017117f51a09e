using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Guidelines;

/// <summary>The paper's second and third guidelines: a kind of dimension should grow with the depth in the network.</summary>
internal static class StageTrend
{
    /// <summary>Small windows in shallow stages, large ones in deep stages.</summary>
    public static GuidelineReport Windows(CampaignHistory history) =>
        Test(history, 2, "Shallow stages want small windows, deep stages large ones.", DimensionKind.WindowSize);

    /// <summary>The MLP ratio grows with the depth.</summary>
    public static GuidelineReport MlpRatios(CampaignHistory history) =>
        Test(history, 3, "The MLP ratio should grow from stage to stage.", DimensionKind.MlpRatio);

    private static GuidelineReport Test(CampaignHistory history, int number, string guideline, DimensionKind kind)
    {
        var slopes = MeanSlope.OfKind(history, kind);
        var lines = slopes.Select(it => it.ToString()).ToList();
        var verdict = Verdict.Undecided;
        if (slopes.Count >= 2)
        {
            var (trend, error) = Trend(slopes);
            verdict = trend < -GuidelineReport.Z * error ? Verdict.Holds : trend > GuidelineReport.Z * error ? Verdict.DoesNot : Verdict.Undecided;
            lines.Add(Invariant($"trend over stages: {trend:+0.000;-0.000} ± {error:0.000} points a choice and stage"));
        }
        else
        {
            lines.Add(Invariant($"{slopes.Count} stage(s) were measured with more than one choice; a trend needs two"));
        }
        var last = history.FinalSupernet?.Space ?? history.Iterations.LastOrDefault()?.Started.Space;
        if (last is not null)
            lines.Add("last space: " + string.Join(", ", Enumerable.Range(1, last.StageCount).Select(stage => Invariant($"stage {stage} {NumberText.Choices(last[stage, kind].Choices)}"))));
        return new GuidelineReport(number, guideline, verdict,
            $"The trend over stages of the slope of the E-T error over {kind.Name()} (a line weighted by the slopes' errors): it holds where deeper stages gain more, or lose less, "
            + "from larger choices by two standard errors; it does not where the contrary is so.", lines);
    }

    /// <summary>Slope, over the stage's number, of a line through mean slopes, with its standard error.</summary>
    internal static (double Trend, double Error) Trend(IReadOnlyList<MeanSlope> slopes)
    {
        var weights = slopes.Select(it => 1 / (it.StandardError * it.StandardError)).ToList();
        var stages = slopes.Select(it => (double)it.Dimension.Stage).ToList();
        var middle = Enumerable.Zip(stages, weights, (s, w) => s * w).Sum() / weights.Sum();
        var squares = Enumerable.Zip(stages, weights, (s, w) => w * (s - middle) * (s - middle)).Sum();
        var trend = Enumerable.Range(0, slopes.Count).Sum(i => weights[i] * (stages[i] - middle) * slopes[i].Slope) / squares;
        return (trend, Math.Sqrt(1 / squares));
    }
}
