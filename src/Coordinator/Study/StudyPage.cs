using S3Actors.Coordinator.Report.Charts;
using S3Actors.Coordinator.Report.Page;
using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>A study as one HTML file, which needs nothing but itself.</summary>
internal static class StudyPage
{
    /// <summary>Writes the page.</summary>
    public static string Of(StudyDocument study)
    {
        var figures = new[] { StudyDrawings.Differences(study), StudyDrawings.Spaces(study), StudyDrawings.Ranks(study) }.OfType<Figure>().ToList();
        var html = new Html();
        Head(html, study);
        foreach (var table in StudyTables.Of(study))
            html.Section(table.Id, table.Title, section =>
            {
                Figure(section, study, table.Id, figures);
                section.Table(table.Header, table.Rows);
                if (table.Note.Length > 0) section.Element("p", table.Note, "note");
            });
        html.Within("footer", foot => foot
            .Element("div", $"On {study.Hardware}. s3actors {study.ProductVersion}.")
            .Element("div", $"Campaign file {study.Campaign}{(study.Settings.Count > 0 ? " with " + string.Join(", ", study.Settings) : "")}; every campaign stands in its own folder beside this page, and every command reads it by --runs."));
        return HtmlPage.Of($"{study.Name}: study", html.ToString());
    }

    private static void Head(Html html, StudyDocument study)
    {
        html.Element("h1", $"Study {study.Name}");
        html.Element("p", Invariant($"{study.Campaigns.Count(it => it.Complete)} of {study.Campaigns.Count} campaigns complete: {study.Seeds.Count} seed(s) of each of {study.Campaigns.Select(it => it.Arm).Distinct().Count()} arm(s)."), "lead");
        html.Within("div class=\"tiles\"", tiles =>
        {
            foreach (var it in study.Comparisons)
                tiles.Within("div class=\"tile\"", tile => tile
                    .Element("b", Invariant($"{it.Differences.Mean:+0.00;-0.00;0.00} points"))
                    .Element("span", Invariant($"{it.First} less {it.Other} over {it.Differences.Count} seed(s): {StudyTables.Decision(it)}")));
        });
    }

    private static void Figure(Html html, StudyDocument study, string section, IReadOnlyList<Figure> figures)
    {
        if (figures.FirstOrDefault(it => it.Id == $"study-{section}") is not { } figure) return;
        if (section == "differences") html.Figure(figure, "A dot a seed, the mean as a diamond with its 95 % interval. Below 0 the first arm is better.");
        else if (section == "ranks") html.Figure(figure, "A dot a random subnet, a colour a seed. Where inherited weights tell the order, the dots of a colour rise together.");
        else html.Figure(figure, "The supernets that were searched: a curve further left is a better space, as far as supernets were trained alike.", study.Arms.Select(it => (it.Heading, StudyDrawings.InkOf(study, it.Arm))));
    }
}
