using S3Actors.Coordinator.Report.Charts;
using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>The figures of a study's page.</summary>
internal static class StudyDrawings
{
    private const int MostPlaces = 240;

    /// <summary>Differences by seed and their mean with its interval, a panel a comparison; null where nothing is compared.</summary>
    public static Figure? Differences(StudyDocument study) => study.Comparisons.Count == 0 ? null : new Figure(
        "study-differences", "Differences of test errors by seed, with their mean and its 95 % interval, a panel for each comparison.", study.Comparisons.Count,
        [.. study.Comparisons.Select(it => PanelOf(it, Reach(study)))]) { SharedY = true, PlotHeight = 220 };

    /// <summary>Cumulative distributions of the errors of fresh subnets under the supernets that were searched, a curve an arm; null where none were measured.</summary>
    public static Figure? Spaces(StudyDocument study)
    {
        var spaces = study.Spaces.Where(it => it.Supernet == Messages.Campaign.SupernetNames.Final && it.Percents.Count > 0).ToList();
        return spaces.Count == 0 ? null : new Figure(
            "study-spaces", "Cumulative distribution of the errors of fresh random subnets, a curve for each arm.", 1,
            [new Panel("", new Axis("error of a fresh random subnet with inherited weights, report-validation images, %") { Grid = true }, new Axis("subnets at most so wrong, %", 0, 100) { Grid = true },
                [.. spaces.Select(it => new Line(InkOf(study, it.Arm), [.. Steps(it.Percents)]) { Stepped = true })])]) { PlotHeight = 260, Top = 14 };
    }

    /// <summary>The colour of an arm.</summary>
    public static Ink InkOf(StudyDocument study, string arm) => Ink.Series[Math.Max(0, study.Arms.ToList().FindIndex(it => it.Arm == arm)) % Ink.Series.Count];

    private static Panel PanelOf(StudyComparison it, double reach)
    {
        var marks = new List<Mark>
        {
            new Line(Ink.Muted, [new Place(0.4, 0), new Place(it.Pairs.Count + 1.6, 0)]) { Thickness = 1 },
            new Dots(Ink.Series[0], [.. it.Pairs.Select((pair, i) => new Place(i + 1, pair.Difference))]),
            new Dots(Ink.Series[1], [new Place(it.Pairs.Count + 1, it.Differences.Mean)]) { Symbol = Symbol.Diamond, Size = 1.8 },
        };
        if (double.IsFinite(it.Differences.Upper)) marks.Add(new ErrorBars(Ink.Series[1], [(new Place(it.Pairs.Count + 1, it.Differences.Mean), it.Differences.Upper - it.Differences.Mean)]));
        return new Panel($"{it.First} less {it.Other}", new Axis("seed", 0.4, it.Pairs.Count + 1.6)
        {
            Ticks = [.. it.Pairs.Select((pair, i) => (i + 1.0, Invariant($"{pair.Seed}"))), (it.Pairs.Count + 1.0, "mean")],
        }, new Axis("test error, points", -reach, reach) { Grid = true }, marks);
    }

    /// <summary>How far the axis goes from 0, so that all that is drawn has room.</summary>
    private static double Reach(StudyDocument study) => 1.08 * study.Comparisons
        .SelectMany(it => it.Pairs.Select(pair => Math.Abs(pair.Difference)).Append(Math.Abs(it.Differences.Lower)).Append(Math.Abs(it.Differences.Upper)))
        .Where(double.IsFinite).DefaultIfEmpty(1).Max() + 0.01;

    private static IEnumerable<Place> Steps(IReadOnlyList<double> sorted)
    {
        var stride = Math.Max(1, sorted.Count / MostPlaces);
        yield return new Place(sorted[0], 0);
        for (var i = 0; i < sorted.Count; i++)
            if (i % stride == 0 || i == sorted.Count - 1) yield return new Place(sorted[i], 100.0 * (i + 1) / sorted.Count);
    }
}
