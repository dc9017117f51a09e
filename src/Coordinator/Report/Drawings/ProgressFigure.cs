using System.Globalization;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Models.Space;

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
        var q = new List<Mark>();
        foreach (var (name, ink, of) in new (string, Ink, Func<Messages.Events.ChoiceEtError, double>)[]
                 { ("Qe", Ink.Muted, e => e.Qe), ("Q", Ink.Series[0], e => e.Q), ("Qt", Ink.Muted, e => e.Qt) })
        {
            var places = errors.Select(it => new Place(it.At, 100 * it.Errors.Average(of))).ToList();
            q.AddRange(Curve(ink, places, name));
        }
        var macs = Curve(Ink.Series[1], [.. spaces.Select((space, i) => new Place(i + 1, SpaceArithmetic.MeanMacs(space, network) / 1e6))], "");
        var size = Curve(Ink.Series[3], [.. spaces.Select((space, i) => new Place(i + 1, SpaceArithmetic.Log10Size(space, material.Spec.UniformBlocks is true)))], "");
        return new Figure("progress", "Mean E-T error, mean cost and size of the space by iteration.", 3,
        [
            new Panel("E-T error, mean over all choices", Iterations(material, spaces.Count), new Axis("error, %") { Grid = true }, q),
            new Panel("mean cost of the space", Iterations(material, spaces.Count), new Axis("MMACs an image", 0) { Grid = true }, macs),
            new Panel("size of the space", Iterations(material, spaces.Count), new Axis("log10 of architectures", 0) { Grid = true }, size),
        ]) { PlotHeight = 190 };
    }

    private static List<Mark> Curve(Ink ink, IReadOnlyList<Place> places, string name)
    {
        var marks = new List<Mark> { new Line(ink, places), new Dots(ink, places) };
        if (places.Count > 0 && name.Length > 0) marks.Add(new Words(ink, places[^1], name));
        return marks;
    }

    /// <summary>Iterations from 1; the space behind the last of them is called the final one.</summary>
    private static Axis Iterations(ReportMaterial material, int spaces)
    {
        var every = Math.Max(1, spaces / 8);
        var done = material.History.Iterations.Count;
        return new Axis("iteration", 0.6, spaces + 0.6)
        {
            Ticks = [.. Enumerable.Range(1, spaces).Where(i => i % every == 0 || i == spaces).Select(i => ((double)i, i > done && done > 0 ? "final" : i.ToString(CultureInfo.InvariantCulture)))],
        };
    }
}
