using S3Actors.Coordinator.History;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Report.Guidelines;

/// <summary>The paper's first guideline: the third stage matters most, and deepening it helps.</summary>
internal static class ThirdStage
{
    private const string How =
        "The slope of the E-T error over depth, averaged over iterations. It holds where stage 3's is below zero, and below that of every other stage, by two standard "
        + "errors; it does not where stage 3's is above zero, or above another stage's, by as much.";

    public static GuidelineReport Test(CampaignHistory history)
    {
        var slopes = MeanSlope.OfKind(history, DimensionKind.Depth);
        var third = slopes.FirstOrDefault(it => it.Dimension.Stage == 3);
        var others = slopes.Where(it => it != third).ToList();
        var verdict = third is null || others.Count == 0 ? Verdict.Undecided
            : third.Slope > GuidelineReport.Z * third.StandardError || others.Exists(it => it.IsBelow(third)) ? Verdict.DoesNot
            : third.Slope < -GuidelineReport.Z * third.StandardError && others.TrueForAll(third.IsBelow) ? Verdict.Holds
            : Verdict.Undecided;
        var lines = slopes.Select(it => it.ToString()).ToList();
        if (MeanSlope.StagesOf(history) < 3) lines.Add("this campaign's space has no third stage");
        else if (third is null) lines.Add("the depth of stage 3 was measured with one choice, or not at all");
        return new GuidelineReport(1, "The third stage matters most; making it deeper helps.", verdict, How, lines);
    }
}
