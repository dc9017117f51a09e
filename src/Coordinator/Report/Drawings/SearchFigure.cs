using System.Globalization;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>Every architecture that was searched, by cost and error, with each search's front (nothing is both cheaper and better) and winner.</summary>
internal static class SearchFigure
{
    /// <summary>Null before a search has evaluated anything.</summary>
    public static Figure? Of(ReportMaterial material)
    {
        var clouds = material.History.Searches.Select(search => (Search: search, Places: Cloud(material, search))).Where(it => it.Places.Count > 0).ToList();
        if (clouds.Count == 0) return null;
        var (cheapest, dearest) = (clouds.Min(it => it.Places.Min(p => p.X)), clouds.Max(it => it.Places.Max(p => p.X)));
        var marks = new List<Mark>();
        foreach (var (search, places) in clouds) marks.Add(new Dots(InkOf(search), places) { Opacity = 0.4, Size = 0.85 });
        foreach (var (search, places) in clouds)
        {
            var front = Front(places);
            marks.Add(new Line(InkOf(search), [.. front, new Place(dearest, front[^1].Y)]) { Stepped = true, Thickness = 1.6 });
        }
        foreach (var (search, _) in clouds)
        {
            if (search.Best is not { } best) continue;
            var place = PlaceOf(material, best);
            marks.Add(new Dots(InkOf(search), [place]) { Symbol = Symbol.Diamond, Size = 2.2 });
            var toTheLeft = place.X > (cheapest + dearest) / 2;
            marks.Add(new Words(InkOf(search), place, string.Create(CultureInfo.InvariantCulture, $"{WinnerReport.HeadingOf(search.Started.Search)}: {place.Y:0.00} % at {place.X:0.00} MMACs"))
            { Align = toTheLeft ? 1 : -1, Shift = (toTheLeft ? -0.5 : 0.5, -1.1) });
        }
        var (lowest, worst) = (clouds.Min(it => it.Places.Min(p => p.Y)), clouds.Max(it => it.Places.Max(p => p.Y)));
        var room = Math.Max(0.1 * (worst - lowest), 0.2); // for the words below the best
        return new Figure("search", "Error against cost of every architecture searched, with Pareto fronts and winners.", 1,
            [new Panel("", new Axis("MMACs an image") { Grid = true }, new Axis("search-validation error, %", lowest - room, worst + room / 2) { Grid = true }, marks)]) { PlotHeight = 330, Top = 14 };
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
    public static Ink InkOf(SearchView search) => search.Started.Search switch { SearchNames.Final => Ink.Series[0], SearchNames.ControlTotal => Ink.Series[2], _ => Ink.Series[1] };

    private static List<Place> Cloud(ReportMaterial material, SearchView search)
    {
        if (material.History.Trained(search.Started.Supernet) is not { } trained) return [];
        var set = new EvaluationSet(EvaluationSplit.SearchValidation, material.Spec.Search.Images);
        var bred = Enumerable.Range(1, material.Spec.Search.Generations).Select(g => material.History.Bred(search.Started.Search, g)).OfType<Messages.Events.GenerationBred>();
        return [.. bred.SelectMany(it => it.Candidates).Select(it => material.History.Result(trained.CheckpointSha256, set, it.Architecture)).OfType<SubnetResult>()
            .Select(result => PlaceOf(material, result))];
    }

    private static Place PlaceOf(ReportMaterial material, SubnetResult result) =>
        new(ArchitectureCost.Of(material.Spec.Network, result.Architecture).MacsPerImage / 1e6, result.Error.Percent);
}
