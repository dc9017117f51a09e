using System.Globalization;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Statistics;
using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>A table of words, as text and page both show it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Header">A tilde before a heading marks a column of words.</param>
/// <param name="Note">How it is to be read; may be empty.</param>
public sealed record StudyTable(string Id, string Title, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, string Note);

/// <summary>The tables of a study, in the order of reading; those with nothing in them are left out.</summary>
public static class StudyTables
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<StudyTable> Of(StudyDocument study) =>
        [.. new[] { Arms(study), Differences(study), Winners(study), Answers(study), Spaces(study), SpaceDifferences(study), Ranks(study), Guidelines(study), Dimensions(study), Slopes(study) }.Where(it => it.Rows.Count > 0)];

    private static StudyTable Arms(StudyDocument study) => new(
        "arms", "Arms", ["~arm", "~", "seeds", "test error, %", "s.d. over seeds", "MMACs", "parameters", "optimizer steps", "time"],
        [.. study.Arms.Select(it => (IReadOnlyList<string>)
            [it.Arm, it.Heading, Whole(it.Campaigns), Number(it.MeanTestPercent), Number(it.StandardDeviation), NumberText.Millions(it.MeanMacs), Invariant($"{it.MeanParameters:N0}"), Invariant($"{it.MeanSteps:N0}"), NumberText.Duration(it.MeanSeconds)])],
        "Means over seeds. Test errors are the winners', with inherited weights, on images that decided nothing.");

    private static StudyTable Differences(StudyDocument study) => new(
        "differences", "Differences, paired by seed", ["~", "seeds", "mean, points", "95 % interval", "p (t)", "better : worse", "p (sign)", "~decided"],
        [.. study.Comparisons.Select(it => (IReadOnlyList<string>)
            [$"{it.First} less {it.Other}", Whole(it.Differences.Count), Points(it.Differences.Mean), Interval(it.Differences), Probability(it.Differences.TProbability),
                Invariant($"{it.Differences.Below} : {it.Differences.Above}"), Probability(it.Differences.SignProbability), Decision(it)])],
        "Test error of the first arm less that of the other, in percentage points: below 0 the first is better. Student's interval and t test of the mean, and the exact sign test, "
        + "over seeds: other seeds, other trainings. An interval that holds 0 decides nothing.");

    /// <summary>What the interval says, in words.</summary>
    public static string Decision(StudyComparison it) =>
        double.IsNaN(it.Differences.Upper) ? "undecided: one seed" : it.Differences.Upper < 0 ? $"{it.First} is better" : it.Differences.Lower > 0 ? $"{it.Other} is better" : "undecided";

    private static StudyTable Winners(StudyDocument study) => new(
        "winners", "Winners by seed", ["~campaign", "test error, %", "report-validation", "search-validation", "MMACs", "parameters", "steps", "retrained, %"],
        [.. study.Campaigns.Select(it => (IReadOnlyList<string>)
            [it.Complete ? it.Name : $"{it.Name} (not complete)", Number(it.TestPercent), Number(it.ReportValidationPercent), Number(it.SearchValidationPercent),
                it.Complete ? NumberText.Millions(it.MacsPerImage) : "-", it.Complete ? Invariant($"{it.ParameterCount:N0}") : "-", Whole(it.Steps), Number(it.RetrainedTestPercent)])],
        study.InheritedAgainstRetrained is { } ranks ? Invariant($"Kendall's tau between inherited and retrained test errors of {ranks.Winners} winners: {Number(ranks.Tau)}.") : "");

    private static StudyTable Answers(StudyDocument study) => new(
        "answers", "Winners' answers, image by image (McNemar)", ["~", "seed", "difference, points", "only first wrong", "only other wrong", "p"],
        [.. study.Comparisons.SelectMany(it => it.Pairs.Select(pair => (IReadOnlyList<string>)
            [$"{it.First} less {it.Other}", Whole(pair.Seed), Points(pair.Difference), Whole(pair.Answers.OnlyFirstWrong), Whole(pair.Answers.OnlySecondWrong), Probability(pair.Answers.Probability)]))],
        "McNemar's exact test on the test images: whether these two networks differ. It knows nothing of what other seeds would have given.");

    private static StudyTable Spaces(StudyDocument study) => new(
        "spaces", "Errors of fresh random subnets", ["~arm", "~space", "~weights", "steps", "subnets", "mean, %", "best 5 %", "least", "quartile", "median", "quartile", "greatest"],
        [.. study.Spaces.Select(it => (IReadOnlyList<string>)
            [it.Arm, it.Space, it.Supernet, Invariant($"{it.Steps:0}"), Whole(it.Errors.Count), Number(it.Errors.Mean), Number(it.Errors.BestMean), Number(it.Errors.Least),
                Number(it.Errors.LowerQuartile), Number(it.Errors.Median), Number(it.Errors.UpperQuartile), Number(it.Errors.Greatest)])],
        "Random subnets within the one constraint, drawn anew for the study and evaluated on report-validation images, all seeds together (as the paper's Figure 6 and Table 5). "
        + "Spaces compare fairly where their supernets were trained for as many steps.");

    private static StudyTable SpaceDifferences(StudyDocument study) => new(
        "space-differences", "Differences of the mean error of fresh random subnets, paired by seed", ["~", "seeds", "mean, points", "95 % interval", "p (t)", "better : worse", "p (sign)"],
        [.. study.Comparisons.Where(it => it.SpaceDifferences is not null).Select(it => (it, Found: it.SpaceDifferences!)).Select(row => (IReadOnlyList<string>)
            [$"{row.it.First} less {row.it.Other}", Whole(row.Found.Count), Points(row.Found.Mean), Interval(row.Found), Probability(row.Found.TProbability),
                Invariant($"{row.Found.Below} : {row.Found.Above}"), Probability(row.Found.SignProbability)])],
        "Of the spaces that were searched, each under its own supernet: below 0 the first arm's space is better in the mean, whatever its search finds in it.");

    private static StudyTable Ranks(StudyDocument study) => new(
        "ranks", "Order of inherited and of retrained errors", ["~random subnets of", "retrained", "Kendall's tau", "95 % interval", "inherited mean, %", "retrained mean, %"],
        study.RankFidelity is not { } ranks ? []
            : [.. ranks.BySeed.Select(it => RankRow(it.Campaign, it.Subnets, it.Tau, it.Lower, it.Upper, it.InheritedPercents, it.RetrainedPercents)),
                RankRow(Invariant($"mean of {ranks.Seeds} seed(s)"), ranks.Subnets, ranks.Tau, ranks.Lower, ranks.Upper,
                    [.. ranks.BySeed.SelectMany(it => it.InheritedPercents)], [.. ranks.BySeed.SelectMany(it => it.RetrainedPercents)])],
        "Random subnets of the last space within the constraint: their test errors with the final supernet's weights, and trained from scratch. 1: inherited weights rank them as their "
        + "own do; 0: they say nothing of the order. A seed's interval is over the draw of subnets (Fieller, Hartley and Pearson), that of the mean is Student's over seeds.");

    private static IReadOnlyList<string> RankRow(
        string of, int subnets, double tau, double lower, double upper, IReadOnlyList<double> inherited, IReadOnlyList<double> retrained) =>
        [of, Whole(subnets), Points(tau), double.IsNaN(lower) ? "-" : $"[{Points(lower)}, {Points(upper)}]",
            Number(inherited.DefaultIfEmpty(double.NaN).Average()), Number(retrained.DefaultIfEmpty(double.NaN).Average())];

    private static StudyTable Guidelines(StudyDocument study) => new(
        "guidelines", "The paper's design guidelines over seeds", ["~guideline", .. HeaderOf(study.Guidelines), "~mostly", "agreement"], RowsOf(study.Guidelines),
        "How many seeds of the evolved arm say what of each guideline, beyond two standard errors. Data and networks are others than the paper's.");

    private static StudyTable Dimensions(StudyDocument study) => new(
        "dimensions", "Directions of the dimensions over seeds", ["~dimension", .. HeaderOf(study.Dimensions), "~mostly", "agreement"], RowsOf(study.Dimensions),
        "The sign of all steps of a dimension over a whole evolution, for each seed of the evolved arm. Three directions at random would agree on about half of few seeds.");

    private static StudyTable Slopes(StudyDocument study) => new(
        "slopes", "Slopes of the first iteration over seeds", ["~dimension", "seeds", "slope, points a choice", "s.d. over seeds", "stated error", "ratio"],
        [.. study.Slopes.Select(it => (IReadOnlyList<string>)
            [it.Dimension, Whole(it.Seeds), Points(it.Slope), Number(it.StandardDeviation), Number(it.StatedError), Number(it.Ratio)])],
        Invariant($"How far each seed's stated error is what another seed changes: {Number(study.SlopeRatio)} over all dimensions. Above 1, the training of the supernet adds what no single campaign can state."));

    private static IEnumerable<string> HeaderOf(IReadOnlyList<StudyAgreement> all) => all.Count == 0 ? [] : all[0].Counts.Keys;

    private static IReadOnlyList<IReadOnlyList<string>> RowsOf(IReadOnlyList<StudyAgreement> all) =>
        [.. all.Select(it => (IReadOnlyList<string>)[it.Subject, .. it.Counts.Values.Select(count => Whole(count)), it.Most, Invariant($"{100 * it.Agreement:0} %")])];

    private static string Interval(PairedDifferences it) => double.IsNaN(it.Lower) ? "-" : $"[{Points(it.Lower)}, {Points(it.Upper)}]";

    private static string Points(double points) => double.IsNaN(points) ? "-" : points.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Probability(double p) => double.IsNaN(p) ? "-" : p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);
}
