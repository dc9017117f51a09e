using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Coordinator.Report.Drawings;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>Pictures of a group of evaluated subnets.</summary>
internal static class SubnetsFigures
{
    private const int MostLines = 240;
    private const double BestShare = 0.1;

    /// <summary>Colours of the lines and what they mean.</summary>
    public static readonly IReadOnlyList<(string Name, Ink Ink)> Legend =
        [("the best", Ink.Series[1]), ("the best tenth", Ink.Series[0]), ("the others", Ink.Muted)];

    /// <summary>Error against cost, with the Pareto front.</summary>
    public static Figure Cloud(IReadOnlyList<(SubnetResult Subnet, Place Place)> subnets)
    {
        var panel = new Panel("", Panel.Numbers("MMACs an image"), Panel.Numbers("search-validation error, %"));
        panel.Dots(Ink.Series[0], subnets.Select(it => it.Place), 2.6, 0.6);
        var front = SearchFigure.Front(subnets.Select(it => it.Place));
        panel.Line(Ink.Series[1], [.. front, new Place(subnets.Max(it => it.Place.X), front[^1].Y)], 1.6, stepped: true);
        foreach (var (subnet, place) in subnets) panel.Hover(place, InWords(subnet, place));
        return new Figure("cloud", "Error against cost of the subnets, with the Pareto front.", 1, [panel]) { PlotHeight = 320, Top = 14 };
    }

    /// <summary>A line a subnet through its sizes, its cost and its error. Of very many, the best and others spread evenly over the rest.</summary>
    /// <param name="subnets">Best first.</param>
    public static Figure ParallelCoordinates(IReadOnlyList<(SubnetResult Subnet, Place Place)> subnets)
    {
        var stride = Math.Max(1, (subnets.Count + MostLines - 1) / MostLines);
        var best = Math.Max(1, (int)(BestShare * subnets.Count));
        var shown = subnets.Select((it, rank) => (it.Subnet, it.Place, Rank: rank)).Where(it => it.Rank % stride == 0).ToList();
        var stages = subnets[0].Subnet.Architecture.Stages.Count;
        List<(string Name, Func<Architecture, Place, double> Of)> axes =
        [
            .. Enumerable.Range(0, stages).Select(s => (Invariant($"depth {s + 1}"), (Func<Architecture, Place, double>)((it, _) => it.Stages[s].Blocks.Count))),
            .. Enumerable.Range(0, stages).Select(s => (Invariant($"embed {s + 1}"), (Func<Architecture, Place, double>)((it, _) => it.Stages[s].EmbedDim))),
            ("window", (it, _) => Mean(it, block => block.WindowSize)), ("heads", (it, _) => Mean(it, block => block.NumHeads)),
            ("mlp", (it, _) => Mean(it, block => block.MlpRatio)), ("qkv", (it, _) => Mean(it, block => block.QkvDim)), ("MMACs", (_, place) => place.X), ("error, %", (_, place) => place.Y),
        ];
        var ranges = axes.Select(axis => (Low: shown.Min(it => axis.Of(it.Subnet.Architecture, it.Place)), High: shown.Max(it => axis.Of(it.Subnet.Architecture, it.Place)))).ToList();
        var panel = new Panel("", Panel.Names("", -0.4, axes.Count - 0.6, axes.Select((axis, i) => ((double)i, axis.Name))), Panel.Names("", -0.06, 1.08, []));
        for (var i = 0; i < axes.Count; i++)
        {
            panel.Line(Ink.Muted, [new Place(i, 0), new Place(i, 1)], 1);
            panel.Words(Ink.Muted, new Place(i, 0), Number(ranges[i].Low), "middle", 0, 12);
            if (ranges[i].High > ranges[i].Low) panel.Words(Ink.Muted, new Place(i, 1), Number(ranges[i].High), "middle", 0, -5);
        }
        foreach (var it in shown.OrderByDescending(it => it.Rank))
        {
            List<Place> line = [.. axes.Select((axis, i) => new Place(i, Share(axis.Of(it.Subnet.Architecture, it.Place), ranges[i])))];
            if (it.Rank == 0) panel.Line(Legend[0].Ink, line, 2.6);
            else if (it.Rank < best) panel.Line(Legend[1].Ink, line, 1.3, 0.6);
            else panel.Line(Legend[2].Ink, line, 1, 0.22);
            panel.Hover(line, InWords(it.Subnet, it.Place));
        }
        return new Figure("coordinates", "Parallel coordinates of the subnets: depths and channels of the stages, means over all blocks, cost and error.", 1, [panel])
            { PlotHeight = 330, Top = 18, Bottom = 30, Left = 20, Right = 20, Narrows = false };
    }

    private static string InWords(SubnetResult it, Place place) => Invariant($"{place.Y:0.00} % at {place.X:0.000} MMACs: {it.Architecture.CanonicalText}");

    private static double Mean(Architecture architecture, Func<BlockArchitecture, double> of) => architecture.Stages.SelectMany(it => it.Blocks).Select(of).DefaultIfEmpty(0).Average();

    private static double Share(double value, (double Low, double High) range) => range.High > range.Low ? (value - range.Low) / (range.High - range.Low) : 0.5;

    private static string Number(double value) => Invariant($"{value:0.##}");
}
