using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Charts;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>Every figure of a report; null where the campaign has nothing to show in it yet.</summary>
internal sealed record ReportDrawings(
    Figure Space, IReadOnlyList<(IterationView Iteration, Figure Figure)> EtErrors, Figure? Progress, Figure? Distribution, Figure? Search, Figure? Training, Figure? Effort, Figure? Sessions)
{
    /// <summary>Those that there are, in the order of the page.</summary>
    public IReadOnlyList<Figure> All { get; } =
        [Space, .. EtErrors.Select(it => it.Figure), .. new[] { Progress, Distribution, Search, Training, Effort, Sessions }.OfType<Figure>()];

    /// <summary>Describes them all; draws none.</summary>
    public static ReportDrawings Of(ReportMaterial material) => new(
        SpaceFigure.Of(material), EtErrorFigures.Of(material), material.History.Iterations.Count == 0 ? null : ProgressFigure.Of(material),
        DistributionFigure.Of(material), SearchFigure.Of(material), TrainingFigure.Of(material), EffortFigure.Of(material), SessionFigure.Of(material));
}
