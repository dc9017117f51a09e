using System.Globalization;
using System.Xml.Linq;
using S3Actors.Coordinator.Report.Charts;

namespace S3Actors.Tests.Coordinator.Report.Charts;

/// <summary>Descriptions become pictures that can stand in a page.</summary>
public sealed class GnuplotTests
{
    private const string Hostile = "it's <b>\"$d & \\ `reset` −\n'); system('false') #{}@^_";

    [Fact]
    public void The_same_figure_gives_the_same_picture_under_every_locale()
    {
        var here = Gnuplot.Draw([Example("a")]);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(here, Gnuplot.Draw([Example("a")]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Words_are_shown_letter_by_letter_and_never_obeyed()
    {
        var shown = XElement.Parse(Gnuplot.Draw([Example("a")])[0]).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Equal(5, shown.Count(it => it == Hostile.Replace('\n', ' '))); // title, note, both axes, words
    }

    [Fact]
    public void Many_pictures_in_a_page_share_no_id_and_refer_to_their_own()
    {
        var pictures = Gnuplot.Draw([Example("a"), Example("b")]).Select(svg => XElement.Parse(svg)).ToList();
        var ids = pictures.SelectMany(it => it.DescendantsAndSelf().Attributes("id")).Select(it => it.Value).ToList();
        Assert.Equal(["a", "b"], pictures.Select(it => it.Attribute("id")!.Value));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var picture in pictures)
        {
            var own = picture.Descendants().Attributes("id").Select(it => "#" + it.Value).ToHashSet();
            var used = picture.Descendants().Attributes("href").Select(it => it.Value).ToList();
            Assert.NotEmpty(used);
            Assert.All(used, it => Assert.Contains(it, own));
        }
    }

    [Fact]
    public void Colours_are_the_pages()
    {
        var colours = XElement.Parse(Gnuplot.Draw([Example("a")])[0]).DescendantsAndSelf().Attributes()
            .Where(a => a.Name.LocalName is "stroke" or "fill" or "color").Select(a => a.Value).Distinct().ToList();
        Assert.Contains($"var(--{Ink.Series[0].Name})", colours);
        Assert.All(colours, it => Assert.True(it is "none" or "currentColor" || it.StartsWith("var(--", StringComparison.Ordinal), it));
    }

    [Fact]
    public void What_is_no_number_is_left_out_and_an_empty_panel_is_drawn_all_the_same()
    {
        var figure = new Figure("a", "", 2, [
            new Panel("", new Axis("x"), new Axis("y"), [new Line(Ink.Text, [new Place(double.NaN, 1)]), new Dots(Ink.Text, [new Place(1, double.PositiveInfinity), new Place(1, 2)])]),
            new Panel("", new Axis("x"), new Axis("y"), [])]);
        var picture = XElement.Parse(Assert.Single(Gnuplot.Draw([figure])));
        Assert.Single(picture.Descendants(), e => e.Name.LocalName == "use" && e.Ancestors().All(a => a.Name.LocalName != "defs"));
    }

    [Fact]
    public void Without_gnuplot_one_line_says_so()
    {
        var missing = Assert.Throws<ChartsUnavailableException>(() => Gnuplot.Draw([Example("a")], "/nonexistent/gnuplot"));
        Assert.Contains("gnuplot-nox", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', missing.Message);
        Assert.Throws<ChartsUnavailableException>(() => Gnuplot.Draw([Example("a")], "/bin/false"));
    }

    private static Figure Example(string id) => new(id, Hostile, 1, [new Panel(Hostile, new Axis(Hostile, 0, 3), new Axis(Hostile) { Grid = true },
        [
            new Line(Ink.Series[0], [new Place(0, 0.5), new Place(1.25, 1e-7)]) { Dashed = true }, new Dots(Ink.Ramp(1, 3), [new Place(1, 2)]) { Opacity = 0.5 },
            new ErrorBars(Ink.Series[1], [(new Place(2, 2), 0.25)]), new Boxes(Ink.Series[2], [(new Place(0, 0), new Place(1, 1))]), new Words(Ink.Text, new Place(1, 1), Hostile),
        ]) { Note = Hostile }]);
}
