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
        if (spaces.Count == 0) return null;
        var panel = new Panel("", Panel.Numbers("error of a fresh random subnet with inherited weights, report-validation images, %"), Panel.Numbers("subnets with at most that error, %", 0, 100));
        foreach (var it in spaces) panel.Line(InkOf(study, it.Arm), Steps(it.Percents), stepped: true);
        return new Figure("study-spaces", "Cumulative distribution of the errors of fresh random subnets, a curve for each arm.", 1, [panel]) { PlotHeight = 260, Top = 14 };
    }

    /// <summary>Errors of random subnets with inherited weights and with their own, a colour a seed; null where none were retrained.</summary>
    public static Figure? Ranks(StudyDocument study)
    {
        if (study.RankFidelity is not { } ranks) return null;
        var panel = new Panel("", Panel.Numbers("test error with inherited weights, %"), Panel.Numbers("test error with weights of its own, %"));
        foreach (var (seed, number) in ranks.BySeed.Select((it, i) => (it, i)))
        {
            var places = seed.InheritedPercents.Zip(seed.RetrainedPercents, (inherited, own) => new Place(inherited, own)).ToList();
            panel.Dots(Ink.Series[number % Ink.Series.Count], places, 3);
            foreach (var place in places) panel.Hover(place, Invariant($"seed {seed.Seed}: {place.X:0.00} % inherited, {place.Y:0.00} % retrained"));
        }
        return new Figure("study-ranks", "Test errors of random subnets with inherited weights and trained from scratch, a dot each, a colour for each seed.", 1, [panel]) { PlotHeight = 260, Top = 14 };
    }

    /// <summary>The colour of an arm.</summary>
    public static Ink InkOf(StudyDocument study, string arm) => Ink.Series[Math.Max(0, study.Arms.ToList().FindIndex(it => it.Arm == arm)) % Ink.Series.Count];

    private static Panel PanelOf(StudyComparison it, double reach)
    {
        var mean = (Place: new Place(it.Pairs.Count + 1, it.Differences.Mean), Error: it.Differences.Upper - it.Differences.Mean);
        var seeds = it.Pairs.Select((pair, i) => (i + 1.0, Invariant($"{pair.Seed}"))).Append((it.Pairs.Count + 1.0, "mean"));
        var panel = new Panel($"{it.First} less {it.Other}", Panel.Names("seed", 0.4, it.Pairs.Count + 1.6, seeds), Panel.Numbers("test error, points", -reach, reach))
            .Line(Ink.Muted, [new Place(0.4, 0), new Place(it.Pairs.Count + 1.6, 0)], 1)
            .Dots(Ink.Series[0], it.Pairs.Select((pair, i) => new Place(i + 1, pair.Difference)))
            .DotsWithErrors(Ink.Series[1], [mean], 4.3, marker: OxyPlot.MarkerType.Diamond)
            .Hover(mean.Place, Invariant($"mean: {it.Differences.Mean:+0.00;-0.00;0.00} points, {it.Differences.Lower:+0.00;-0.00;0.00} to {it.Differences.Upper:+0.00;-0.00;0.00}"));
        for (var i = 0; i < it.Pairs.Count; i++) panel.Hover(new Place(i + 1, it.Pairs[i].Difference), Invariant($"seed {it.Pairs[i].Seed}: {it.Pairs[i].Difference:+0.00;-0.00;0.00} points"));
        return panel;
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
