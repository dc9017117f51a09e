using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Drawings;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Models.Evolution;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>What was measured on the way: E-T errors, their course, the errors of single subnets, the trainings.</summary>
internal static class MeasurementSections
{
    public static void Write(Html html, ReportMaterial material)
    {
        if (EtErrorFigures.Of(material) is { Count: > 0 } errors) html.Section(
            "et-errors", "E-T error by choice", section => EtErrors(section, material, errors));
        if (material.History.Iterations.Count > 0) html.Section("iterations", "Q by iteration", section => Iterations(section, material));
        if (DistributionFigure.Of(material) is { } distribution) html.Section(
            "distributions", "Errors of single subnets", section => Distributions(section, material, distribution));
        if (TrainingFigure.Of(material) is { } training)
            html.Section("trainings", "Training", section => section.Figure(training,
                "Mean label-smoothed cross-entropy between two checkpoints, of the subnets that every step trains together: the largest, the smallest, and random ones.",
                TrainingFigure.Curves.Select(it => (it.Name, it.Ink))));
    }

    private static void EtErrors(Html html, ReportMaterial material, IReadOnlyList<(IterationView Iteration, Figure Figure)> figures)
    {
        html.Element("p", "Q is the mean of the mean error of all subnets with a choice (Qe) and of the best of them (Qt). A panel for each dimension: a column for each kind, a row for each stage; "
            + "one vertical axis for all panels of an iteration. Bars are one standard error to either side (" + material.Document.ErrorsCover
                + "); the line is the one whose slope the update rule sees. The number is what the dimension was moved by, in steps.");
        foreach (var (iteration, figure) in figures)
        {
            html.Element("h3", Invariant($"Iteration {iteration.Started.Iteration}"));
            html.Figure(figure, Invariant(
                $"Choices in the space of iteration {iteration.Started.Iteration} (horizontal, in each dimension's own unit) and their E-T error."),
                [(MoveInWords.Grew, Ink.Series[2]), (MoveInWords.Shrank, Ink.Series[1]), .. Held(iteration).Select(word => (word, Ink.Series[4])),
                    (iteration.Evolved is null ? "not yet decided" : "stayed", Ink.Series[0])]);
        }
    }

    /// <summary>The words for what kept dimensions where they were against their rules.</summary>
    private static IEnumerable<string> Held(IterationView iteration) =>
        new[] { MoveInWords.HeldByCeiling, MoveInWords.HeldByBounds }.Where(iteration.Outcomes.ContainsKey);

    private static void Iterations(Html html, ReportMaterial material)
    {
        html.Figure(ProgressFigure.Of(material),
            "Left: the mean over every choice of every dimension of Qe, Q and Qt. Middle and right: the space that each iteration trains and measures, and the final one. In the table, 'supernet' is its number of parameters, and the last column counts dimensions by what became of them.");
        html.Table(["iteration", "mean Q, %", "best Q, %", "log10 |A|", "mean MMACs", "supernet", "loss, largest", "smallest", "~dimensions"],
            material.Document.Iterations.Select(it => (IReadOnlyList<string>)
            [
                Invariant($"{it.Iteration}"), NumberText.Percent(it.MeanQ), NumberText.Percent(it.BestQ), Invariant($"{it.Log10Size:0.00}"),
                    NumberText.Millions(it.MeanMacs),
                it.SupernetParameters == 0 ? "-" : Invariant($"{it.SupernetParameters:N0}"), Loss(it.LargestLoss), Loss(it.SmallestLoss),
                    it.Outcomes.Count > 0 ? MoveInWords.Line(it.Outcomes) : "-",
            ]));
    }

    private static void Distributions(Html html, ReportMaterial material, Figure figure)
    {
        html.Figure(figure, "The share of the subnets measured in an iteration whose error is at most the value on the horizontal axis: a curve further left is a "
            + "better space. Each subnet uses the weights of that iteration's supernet.");
        html.Table(["iteration", "subnets", "best, %", "first quarter", "median", "third quarter", "worst"],
            material.SubnetErrors.Where(it => it.Percents.Count > 0).Select(it => (IReadOnlyList<string>)
                [Invariant($"{it.Iteration}"), Invariant($"{it.Percents.Count}"),
                    .. new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(share => Invariant($"{it.Percents[(int)(share * (it.Percents.Count - 1))]:0.0}"))]));
    }

    private static string Loss(double loss) => double.IsFinite(loss) ? Invariant($"{loss:0.000}") : "-";
}
