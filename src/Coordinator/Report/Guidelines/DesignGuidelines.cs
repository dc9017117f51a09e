using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Guidelines;

/// <summary>The paper's four design guidelines, each with its test on a campaign's slopes (Chen et al. 2021, section "Space evolution", analysis).</summary>
public static class DesignGuidelines
{
    /// <summary>Standard errors beyond which something counts as shown.</summary>
    internal const double Z = 2;

    /// <summary>All four, also of a campaign that has measured little or nothing: what cannot be told is undecided.</summary>
    public static IReadOnlyList<GuidelineReport> Test(CampaignHistory history) =>
    [
        ThirdStage(history),
        GrowsWithDepth(history, 2, "Shallow stages want small windows, deep stages large ones.", DimensionKind.WindowSize),
        GrowsWithDepth(history, 3, "The MLP ratio should grow from stage to stage.", DimensionKind.MlpRatio),
        NarrowAttention(history),
    ];

    /// <summary>The third stage matters most, and deepening it helps.</summary>
    private static GuidelineReport ThirdStage(CampaignHistory history)
    {
        var slopes = MeanSlope.OfKind(history, DimensionKind.Depth);
        var third = slopes.FirstOrDefault(it => it.Dimension.Stage == 3);
        var others = slopes.Where(it => it != third).ToList();
        var verdict = third is null || others.Count == 0 ? Verdict.Undecided
            : third.Slope > Z * third.StandardError || others.Exists(it => it.IsBelow(third)) ? Verdict.DoesNot
            : third.Slope < -Z * third.StandardError && others.TrueForAll(third.IsBelow) ? Verdict.Holds
            : Verdict.Undecided;
        var lines = slopes.Select(it => it.ToString()).ToList();
        if (MeanSlope.StagesOf(history) < 3) lines.Add("this campaign's space has no third stage");
        else if (third is null) lines.Add("the depth of stage 3 was measured with one choice, or not at all");
        return new GuidelineReport(1, "The third stage matters most; making it deeper helps.", verdict,
            "The slope of the E-T error over depth, averaged over iterations. It holds where stage 3's is below zero, and below that of every other stage, by "
            + "two standard errors; it does not where stage 3's is above zero, or above another stage's, by as much.", lines);
    }

    /// <summary>A kind of dimension should grow with the depth in the network.</summary>
    private static GuidelineReport GrowsWithDepth(CampaignHistory history, int number, string guideline, DimensionKind kind)
    {
        var slopes = MeanSlope.OfKind(history, kind);
        var lines = slopes.Select(it => it.ToString()).ToList();
        var verdict = Verdict.Undecided;
        if (slopes.Count >= 2)
        {
            var (trend, error) = MeanSlope.TrendOverStages(slopes);
            verdict = trend < -Z * error ? Verdict.Holds : trend > Z * error ? Verdict.DoesNot : Verdict.Undecided;
            lines.Add(Invariant($"trend over stages: {trend:+0.000;-0.000} ± {error:0.000} points a choice and stage"));
        }
        else
        {
            lines.Add(Invariant($"{slopes.Count} stage(s) were measured with more than one choice; a trend needs two"));
        }
        if ((history.FinalSupernet?.Space ?? history.Iterations.LastOrDefault()?.Started.Space) is { } last)
            lines.Add("last space: " + string.Join(", ",
                Enumerable.Range(1, last.StageCount).Select(stage => Invariant($"stage {stage} {NumberText.Choices(last[stage, kind].Choices)}"))));
        return new GuidelineReport(number, guideline, verdict,
            $"The trend over stages of the slope of the E-T error over {kind.Name()} (a line weighted by the slopes' errors): it holds where deeper stages "
            + "gain more, or lose less, from larger choices by two standard errors; it does not where the contrary is so.", lines);
    }

    /// <summary>Queries, keys and values may be narrower than the embedding, at no loss.</summary>
    private static GuidelineReport NarrowAttention(CampaignHistory history)
    {
        var margin = history.Spec.Evolution.Rule.Tau;
        var spaces = history.Iterations.Select(it => it.Started.Space).ToList();
        var lines = new List<string>();
        var verdicts = new List<string>();
        foreach (var slope in MeanSlope.OfKind(history, DimensionKind.QkvDim))
        {
            var stage = slope.Dimension.Stage;
            var narrowest = spaces.Min(it => it[stage, DimensionKind.QkvDim].Smallest);
            var embedding = spaces.Average(it => it[stage, DimensionKind.EmbedDim].Choices.Average());
            var (cost, error) = (-slope.Slope, Z * slope.StandardError);
            if (narrowest < embedding) verdicts.Add(cost + error < margin ? Verdict.Holds : cost - error > margin ? Verdict.DoesNot : Verdict.Undecided);
            lines.Add(Invariant($"stage {stage}: one choice narrower costs {cost:+0.000;-0.000} ± {slope.StandardError:0.000} points; ")
                + Invariant($"choices from {narrowest:0}, embedding {embedding:0.#} in the mean")
                + (narrowest < embedding ? "" : ": none is narrower, so it does not count"));
        }
        if (history.Spec.Network.HeadDim is { } width) lines.Add(Invariant($"queries follow the heads, {width} channels each (network.head_dim): they are not measured for themselves"));
        if (verdicts.Count == 0) lines.Add("no stage was measured with queries narrower than its embedding");
        var verdict = verdicts.Count == 0 ? Verdict.Undecided
            : verdicts.Contains(Verdict.DoesNot) ? Verdict.DoesNot
            : verdicts.TrueForAll(it => it == Verdict.Holds) ? Verdict.Holds : Verdict.Undecided;
        return new GuidelineReport(4, "Queries, keys and values can be narrower than the embedding without loss.", verdict,
            "In each stage with choices of qkv_dim below its embedding: what the next narrower choice costs in E-T error, averaged over iterations. It holds "
            + Invariant($"where the cost is below the campaign's own tau ({margin:0.###} points) by two standard errors in every such stage; ")
            + "it does not where it is above it by as much in any.", lines);
    }
}
