using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Charts;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>Training losses by step, a panel for each supernet, all on one vertical axis.</summary>
internal static class TrainingFigure
{
    /// <summary>What is drawn of an interval, with its colour.</summary>
    public static readonly IReadOnlyList<(string Name, Ink Ink, Func<Messages.Events.TrainingIntervalFinished, double> Of)> Curves =
    [
        ("largest subnet", Ink.Series[0], it => it.LargestLoss), ("random subnets", Ink.Series[4], it => it.RandomLoss),
        ("smallest subnet", Ink.Series[1], it => it.SmallestLoss),
    ];

    /// <summary>Null before the first interval.</summary>
    public static Figure? Of(ReportMaterial material)
    {
        var trainings = material.Trainings.Where(it => it.View.Intervals.Count > 0).ToList();
        if (trainings.Count == 0) return null;
        var losses = trainings.SelectMany(it => it.View.Intervals).SelectMany(it => Curves.Select(curve => curve.Of(it))).Where(double.IsFinite)
            .DefaultIfEmpty(1).ToList();
        var (low, high) = (losses.Min(), losses.Max());
        var room = 0.05 * (high - low) + 0.01;
        var columns = Math.Min(4, trainings.Count);
        return new Figure("training", "Training loss by optimizer step of each supernet.", columns,
            [.. trainings.Select(it => PanelOf(it.Name, it.View, low - room, high + room))]) { SharedY = true, PlotHeight = 170, Right = 18 };
    }

    private static Panel PanelOf(string name, SupernetView view, double low, double high)
    {
        var panel = new Panel(name, Panel.Numbers("optimizer steps", 0, view.Started.Steps, grid: false), Panel.Numbers("mean loss, nats", low, high));
        foreach (var curve in Curves)
        {
            // A mean holds for the whole interval; it is drawn at its middle.
            var places = view.Intervals.Select(it => new Place((it.FromStep + it.ToStep) / 2.0, curve.Of(it))).ToList();
            panel.Line(curve.Ink, places).Dots(curve.Ink, places, 1.4);
            foreach (var (place, it) in places.Zip(view.Intervals)) panel.Hover(place, Invariant($"{name}, {curve.Name}, steps {it.FromStep} to {it.ToStep}: {place.Y:0.000} nats"));
        }
        return panel;
    }
}
