using S3Actors.Coordinator.Report.Charts;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>How the errors of an iteration's measured subnets are distributed: a cumulative distribution for each iteration.</summary>
internal static class DistributionFigure
{
    private const int MostPlaces = 240;

    /// <summary>Null where no iteration has measured anything.</summary>
    public static Figure? Of(ReportMaterial material)
    {
        var iterations = material.SubnetErrors.Where(it => it.Percents.Count > 0).ToList();
        if (iterations.Count == 0) return null;
        var (low, high) = (iterations.Min(it => it.Percents[0]), iterations.Max(it => it.Percents[^1]));
        var room = 0.1 * (high - low) + 0.2; // for the first name
        var panel = new Panel(
            "", Panel.Numbers("error of a subnet with inherited weights, search-validation images, %", low - room, high + 0.2),
            Panel.Numbers("subnets with at most this error, %", 0, 100));
        for (var i = 0; i < iterations.Count; i++)
        {
            var (iteration, sorted) = iterations[i];
            var ink = Ink.Ramp(i, iterations.Count);
            panel.Line(ink, Steps(sorted), stepped: true);
            // Each curve is named at another height, so that names do not meet where curves do.
            var share = iterations.Count == 1 ? 0.5 : 0.88 - 0.6 * i / (iterations.Count - 1);
            var at = sorted[(int)(share * (sorted.Count - 1))];
            panel.Words(ink, new Place(at, 100 * share), Invariant($"iteration {iteration}"), "end", -6, 2);
        }
        return new Figure("errors", "Cumulative distribution of the errors of measured subnets, a curve for each iteration.", 1, [panel])
            { PlotHeight = 260, Top = 14 };
    }

    private static IEnumerable<Place> Steps(IReadOnlyList<double> sorted)
    {
        var stride = Math.Max(1, sorted.Count / MostPlaces);
        yield return new Place(sorted[0], 0);
        for (var i = 0; i < sorted.Count; i++)
            if (i % stride == 0 || i == sorted.Count - 1) yield return new Place(sorted[i], 100.0 * (i + 1) / sorted.Count);
    }
}
