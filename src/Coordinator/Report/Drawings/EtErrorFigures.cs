using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>
/// The E-T error of every choice, a figure for each iteration: a row of panels for each stage, a column for each kind of dimension, all on
/// one vertical axis, so that what matters stands out; with standard errors, the line the rule fitted, and the steps that came of it.
/// </summary>
internal static class EtErrorFigures
{
    /// <summary>One figure for each iteration of which anything is measured.</summary>
    public static IReadOnlyList<(IterationView Iteration, Figure Figure)> Of(ReportMaterial material) =>
        [.. material.History.Iterations.Where(it => it.Dimensions.Any(d => d.Errors.Any(e => double.IsFinite(e.Event.Error.Q)))).Select(it => (it, Of(it)))];

    private static Figure Of(IterationView iteration)
    {
        var errors = iteration.Dimensions.SelectMany(d => d.Errors).Select(e => e.Event.Error).Where(e => double.IsFinite(e.Q)).ToList();
        var (lowest, highest) = (errors.Min(e => 100 * (e.Q - Finite(e.QStandardError))), errors.Max(e => 100 * (e.Q + Finite(e.QStandardError))));
        var room = Math.Max(0.06 * (highest - lowest), 0.05);
        var space = iteration.Started.Space;
        var number = iteration.Started.Iteration;
        return new Figure(Invariant($"et-{number}"),
            Invariant($"E-T error by choice of every dimension in iteration {number}, with standard errors and fitted lines."), DimensionKinds.All.Count,
            [.. space.Dimensions.Select(d => PanelOf(iteration.Dimensions.FirstOrDefault(it => it.Id == d.Id), d, lowest - room, highest + room))])
        {
            SharedY = true, PlotHeight = 116, Bottom = 28, Right = 12, Left = 62,
        };
    }

    private static Panel? PanelOf(DimensionView? view, SearchDimension dimension, double lowest, double highest)
    {
        if (view is null || view.Errors.Count == 0) return null;
        var errors = view.Errors.Select(e => e.Event.Error).OrderBy(e => e.Choice).ToList();
        var (moved, proposal) = (view.Move?.AppliedSteps ?? 0, view.Proposal?.Event);
        var held = moved == 0 && view.Move is { ProposedSteps: not 0 } ? view.Move.ProposedSteps : 0;
        var ink = moved switch { > 0 => Ink.Series[2], < 0 => Ink.Series[1], _ => held != 0 ? Ink.Series[4] : Ink.Series[0] };
        var panel = new Panel(
            dimension.Id.Kind.Name(), Panel.Names("", -0.5, errors.Count - 0.5, errors.Select((e, i) => ((double)i, SearchDimension.Format(e.Choice)))),
            Panel.Numbers(Invariant($"stage {dimension.Id.Stage}: Q, %"), lowest, highest), held != 0 ? Invariant($"held ({held:+0;-0})") : moved == 0 ? "" : Invariant($"{moved:+0;-0}"), ink);
        if (proposal is not null)
            panel.Line(ink, Enumerable.Range(0, errors.Count).Select(i => new Place(i, proposal.Intercept + proposal.Slope * i)), 1.4, 0.75);
        // a pool may lack a choice: Q is no number then
        for (var i = 0; i < errors.Count; i++) panel.Hover(new Place(i, 100 * errors[i].Q), InWords(view.Id, errors[i]));
        return panel.DotsWithErrors(ink, errors.Select((e, i) => (new Place(i, 100 * e.Q), 100 * e.QStandardError)));
    }

    private static string InWords(DimensionId id, Messages.Events.ChoiceEtError it) => Invariant(
        $"{id} {SearchDimension.Format(it.Choice)}: Q {100 * it.Q:0.00} % +- {100 * it.QStandardError:0.00}, Qe {100 * it.Qe:0.00}, Qt {100 * it.Qt:0.00}, of {it.Subnets} subnets");

    private static double Finite(double error) => double.IsFinite(error) ? error : 0;
}
