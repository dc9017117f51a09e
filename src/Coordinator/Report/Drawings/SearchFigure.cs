using OxyPlot;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>Every architecture that was searched, by cost and error, with each search's front (nothing is both cheaper and better) and winner.</summary>
internal static class SearchFigure
{
    /// <summary>Null before a search has evaluated anything.</summary>
    public static Figure? Of(ReportMaterial material)
    {
        var clouds = material.History.Searches.Select(search => (Search: search, Subnets: Cloud(material, search))).Where(it => it.Subnets.Count > 0)
            .Select(it => (it.Search, it.Subnets, Places: it.Subnets.Select(subnet => subnet.Place).ToList())).ToList();
        if (clouds.Count == 0) return null;
        var (cheapest, dearest) = (clouds.Min(it => it.Places.Min(p => p.X)), clouds.Max(it => it.Places.Max(p => p.X)));
        var (lowest, worst) = (clouds.Min(it => it.Places.Min(p => p.Y)), clouds.Max(it => it.Places.Max(p => p.Y)));
        var room = Math.Max(0.1 * (worst - lowest), 0.2); // for the words below the best
        var panel = new Panel("", Panel.Numbers("MMACs an image"), Panel.Numbers("search-validation error, %", lowest - room, worst + room / 2));
        foreach (var (search, subnets, places) in clouds)
        {
            panel.Dots(InkOf(search), places, 2, 0.4);
            foreach (var it in subnets) panel.Hover(it.Place, Invariant($"{search.Started.Search}: {it.Place.Y:0.00} % at {it.Place.X:0.000} MMACs, {it.Architecture.CanonicalText}"));
        }
        foreach (var (search, _, places) in clouds)
        {
            var front = Front(places);
            panel.Line(InkOf(search), [.. front, new Place(dearest, front[^1].Y)], 1.6, stepped: true);
        }
        foreach (var (search, _, _) in clouds)
        {
            if (search.Best is not { } best) continue;
            var place = PlaceOf(material, best);
            var toTheLeft = place.X > (cheapest + dearest) / 2;
            panel.Dots(InkOf(search), [place], 6, marker: MarkerType.Diamond)
                .Words(InkOf(search), place, Invariant($"{WinnerReport.HeadingOf(search.Started.Search)}: {place.Y:0.00} % at {place.X:0.00} MMACs"),
                    toTheLeft ? "end" : "start", toTheLeft ? -4 : 4, 24);
        }
        return new Figure("search", "Error against cost of every architecture searched, with Pareto fronts and winners.", 1, [panel])
            { PlotHeight = 330, Top = 14 };
    }

    /// <summary>Those than which nothing is both cheaper and better, from the cheapest on.</summary>
    public static IReadOnlyList<Place> Front(IEnumerable<Place> places)
    {
        var front = new List<Place>();
        foreach (var place in places.OrderBy(p => p.X).ThenBy(p => p.Y))
            if (front.Count == 0 || place.Y < front[^1].Y) front.Add(place);
        return front;
    }

    /// <summary>Which of the colours is a search's.</summary>
    public static Ink InkOf(SearchView search) =>
        search.Started.Search switch { SearchNames.Final => Ink.Series[0], SearchNames.ControlTotal => Ink.Series[2], _ => Ink.Series[1] };

    private static List<(Place Place, Architecture Architecture)> Cloud(ReportMaterial material, SearchView search) =>
        [.. ReportMaterial.ResultsOf(material.History, search).Select(it => (PlaceOf(material, it), it.Architecture))];

    /// <summary>Where a subnet stands: its cost, million multiply-accumulates, and its error, percent.</summary>
    public static Place PlaceOf(ReportMaterial material, SubnetResult result) =>
        new(ArchitectureCost.Of(material.Spec.Network, result.Architecture).MacsPerImage / 1e6, result.Error.Percent);
}
