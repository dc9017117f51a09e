using S3Actors.Coordinator.History;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Guidelines;

/// <summary>The paper's fourth guideline: queries, keys and values may be narrower than the embedding, at no loss.</summary>
internal static class NarrowAttention
{
    public static GuidelineReport Test(CampaignHistory history)
    {
        var margin = history.Spec.Evolution.Rule.Tau;
        var lines = new List<string>();
        var verdicts = new List<string>();
        foreach (var slope in MeanSlope.OfKind(history, DimensionKind.QkvDim))
        {
            var (narrowest, embedding) = Widths(history, slope.Dimension.Stage);
            var (cost, error) = (-slope.Slope, GuidelineReport.Z * slope.StandardError);
            if (narrowest < embedding) verdicts.Add(cost + error < margin ? Verdict.Holds : cost - error > margin ? Verdict.DoesNot : Verdict.Undecided);
            lines.Add(Invariant($"stage {slope.Dimension.Stage}: one choice narrower costs {cost:+0.000;-0.000} ± {slope.StandardError:0.000} points; choices from {narrowest:0}, embedding {embedding:0.#} in the mean")
                + (narrowest < embedding ? "" : ": none is narrower, so it does not count"));
        }
        if (verdicts.Count == 0) lines.Add("no stage was measured with queries narrower than its embedding");
        var verdict = verdicts.Count == 0 ? Verdict.Undecided
            : verdicts.Contains(Verdict.DoesNot) ? Verdict.DoesNot
            : verdicts.TrueForAll(it => it == Verdict.Holds) ? Verdict.Holds : Verdict.Undecided;
        return new GuidelineReport(4, "Queries, keys and values can be narrower than the embedding without loss.", verdict, Invariant(
            $"In each stage with choices of qkv_dim below its embedding: what the next narrower choice costs in E-T error, averaged over iterations. It holds where the cost is below the campaign's own tau ({margin:0.###} points) by two standard errors in every such stage; it does not where it is above it by as much in any."),
            lines);
    }

    /// <summary>The narrowest qkv_dim measured in a stage, and the mean of its choices of embed_dim, over all iterations.</summary>
    private static (double Narrowest, double Embedding) Widths(CampaignHistory history, int stage)
    {
        var spaces = history.Iterations.Select(it => it.Started.Space).ToList();
        return (spaces.Min(it => it[stage, DimensionKind.QkvDim].Smallest), spaces.Average(it => it[stage, DimensionKind.EmbedDim].Choices.Average()));
    }
}
