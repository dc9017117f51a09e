using S3Actors.Coordinator.Report.Charts;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>What the iterations did to the space: its E-T error, what its networks cost, how many there are.</summary>
internal static class ProgressFigure
{
    public static Figure Of(ReportMaterial material)
    {
        var errors = material.History.Iterations.Where(it => it.Dimensions.Any(d => d.Errors.Count > 0))
            .Select(it => (At: (double)it.Started.Iteration, Errors: it.Dimensions.SelectMany(d => d.Errors).Select(e => e.Event.Error).ToList())).ToList();
        var network = material.Spec.Network;
        var spaces = material.Spaces;
        Panel New(string title, string quantity, double minimum) => new(title, Iterations(material, spaces.Count), Panel.Numbers(quantity, minimum));
        var q = New("E-T error, mean over all choices", "error, %", double.NaN);
        foreach (var (name, ink, of) in new (string, Ink, Func<Messages.Events.ChoiceEtError, double>)[]
                 { ("Qe", Ink.Muted, e => e.Qe), ("Q", Ink.Series[0], e => e.Q), ("Qt", Ink.Muted, e => e.Qt) })
        {
            var places = errors.Select(it => new Place(it.At, 100 * it.Errors.Average(of))).ToList();
            Curve(q, ink, places);
            if (places.Count > 0) q.Words(ink, places[^1], name);
        }
        var macs = New("mean cost of the space", "MMACs an image", 0);
        Curve(macs, Ink.Series[1], spaces.Select((space, i) => new Place(i + 1, SpaceArithmetic.MeanMacs(space, network) / 1e6)));
        var size = New("size of the space", "log10 of architectures", 0);
        Curve(size, Ink.Series[3], spaces.Select((space, i) => new Place(i + 1, SpaceArithmetic.Log10Size(space, BlockTies.Of(material.Spec)))));
        return new Figure("progress", "Mean E-T error, mean cost and size of the space by iteration.", 3, [q, macs, size]) { PlotHeight = 190 };
    }

    private static void Curve(Panel panel, Ink ink, IEnumerable<Place> places)
    {
        panel.Line(ink, places).Dots(ink, places);
        foreach (var place in places) panel.Hover(place, Invariant($"iteration {place.X}: {place.Y:0.###} {panel.LabelY}"));
    }

    /// <summary>Iterations from 1; the space behind the last of them is called the final one.</summary>
    private static OxyPlot.Axes.Axis Iterations(ReportMaterial material, int spaces)
    {
        var every = Math.Max(1, spaces / 8);
        var done = material.History.Iterations.Count;
        return Panel.Names("iteration", 0.6, spaces + 0.6,
            Enumerable.Range(1, spaces).Where(i => i % every == 0 || i == spaces).Select(i => ((double)i, i > done && done > 0 ? "final" : Invariant($"{i}"))));
    }
}
