using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Coordinator.Report.Page;

namespace S3Actors.Tests.Coordinator.Report.Charts;

/// <summary>Figures become pictures that can stand in a page.</summary>
public sealed partial class FigureTests
{
    private const string Hostile = "it's <b>\"$d & \\ `reset` − rgb(42,100,168)\n'); system('false') #{}@^{2}_{i}";

    [Fact]
    public void The_same_figure_gives_the_same_picture_under_every_locale()
    {
        var here = Example("a").ToSvg();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(here, Example("a").ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Words_are_shown_letter_by_letter()
    {
        var shown = XElement.Parse(Example("a").ToSvg()).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Equal(5, shown.Count(it => it == Hostile)); // title, note, both axes, words
    }

    [Fact]
    public void Many_pictures_in_a_page_share_no_id_and_refer_to_their_own()
    {
        var pictures = new[] { "a", "b" }.Select(id => XElement.Parse(Example(id).ToSvg())).ToList();
        var ids = pictures.SelectMany(it => it.DescendantsAndSelf().Attributes("id")).Select(it => it.Value).ToList();
        Assert.Equal(["a", "b"], pictures.Select(it => it.Attribute("id")!.Value));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var picture in pictures)
        {
            var own = picture.Descendants().Attributes("id").Select(it => $"url(#{it.Value})").ToHashSet();
            var used = picture.Descendants().Attributes("clip-path").Select(it => it.Value).ToList();
            Assert.NotEmpty(used);
            Assert.All(used, it => Assert.Contains(it, own));
        }
    }

    [Fact]
    public void Colours_and_letters_are_the_pages()
    {
        var attributes = XElement.Parse(Example("a").ToSvg()).DescendantsAndSelf().Attributes().ToList();
        var colours = attributes.Where(a => a.Name.LocalName is "fill" or "stroke").Select(a => a.Value)
            .Concat(attributes.Where(a => a.Name.LocalName == "style").SelectMany(a => StyleColour().Matches(a.Value)).Select(it => it.Groups[1].Value)).Distinct().ToList();
        foreach (var ink in new[] { Ink.Text, Ink.Muted, Ink.Grid, Ink.Series[0], Ink.Series[1], Ink.Series[2], Ink.Ramp(1, 3) }) Assert.Contains($"var(--{ink.Name})", colours);
        Assert.All(colours, it => Assert.True(it == "none" || it.StartsWith("var(--", StringComparison.Ordinal), it));
        Assert.DoesNotContain(attributes, a => a.Name.LocalName == "font-family");
    }

    [Fact]
    public void The_pages_light_theme_has_the_colours_that_are_drawn_with_and_its_dark_theme_redefines_each()
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream("page.css")!);
        var css = reader.ReadToEnd();
        Assert.Equal(Ink.All.Count, Ink.All.Select(it => it.Light).Distinct().Count());
        Assert.All(Ink.All, ink =>
        {
            var values = Regex.Matches(css, $"--{ink.Name}: #([0-9a-f]{{6}});").Select(it => it.Groups[1].Value).ToList();
            Assert.Equal(2, values.Distinct().Count());
            Assert.Equal(ink.Light.ToString("x6", CultureInfo.InvariantCulture), values[0]);
        });
    }

    [Fact]
    public void Values_that_are_not_finite_are_left_out_and_an_empty_panel_is_still_drawn()
    {
        var figure = new Figure("a", "", 2,
        [
            new Panel("", Panel.Numbers("x"), Panel.Numbers("y")).Line(Ink.Text, [new Place(double.NaN, 1)]).Dots(Ink.Text, [new Place(1, double.PositiveInfinity), new Place(1, 2)]),
            new Panel("", Panel.Numbers("x"), Panel.Numbers("y")),
        ]);
        var picture = XElement.Parse(figure.ToSvg());
        Assert.Single(picture.Descendants(), e => e.Name.LocalName == "ellipse");
        Assert.Equal(2, picture.Elements().Count());
        Assert.Equal(2, picture.Descendants().Count(e => e.Name.LocalName == "text" && e.Value == "x"));
    }

    [Fact]
    public void A_steps_line_goes_horizontally_first()
    {
        var figure = new Figure("a", "", 1, [new Panel("", Panel.Numbers("", 0, 1, grid: false), Panel.Numbers("", 0, 1, grid: false)).Line(Ink.Series[0], [new Place(0, 0), new Place(1, 1)], stepped: true)]);
        var points = XElement.Parse(figure.ToSvg()).Descendants().Single(e => e.Attribute("style")?.Value.Contains("var(--blue)", StringComparison.Ordinal) == true)
            .Attribute("points")!.Value.Split(' ').Select(it => it.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.Contains(points, it => it[0] == points[^1][0] && it[1] == points[0][1]); // the corner: below the end, right of the beginning
        Assert.DoesNotContain(points, it => it[0] == points[0][0] && it[1] == points[^1][1]);
    }

    [Fact]
    public void Named_places_are_written_and_panels_of_a_shared_axis_write_its_numbers_once()
    {
        Panel Of() => new("", Panel.Names("", 0, 3, [(1, "one"), (2, "two")]), Panel.Numbers("quantity", 0, 2));
        var words = XElement.Parse(new Figure("a", "", 2, [Of(), Of()]) { SharedY = true }.ToSvg()).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Equal(2, words.Count(it => it == "one"));
        Assert.Equal(1, words.Count(it => it == "quantity"));
        Assert.Equal(1, words.Count(it => it == "2"));
    }

    [Fact]
    public void A_pointer_brings_up_words_and_a_phone_has_fewer_panels_in_a_row_and_none_of_them()
    {
        Panel Of() => new Panel("", Panel.Numbers("", 0, 3), Panel.Numbers("", 0, 3)).Hover(new Place(1, 1), Hostile).Hover(new Place(0, 0), new Place(1, 2), "a box")
            .Hover([new Place(0, 0), new Place(1, 2), new Place(2, 1)], "a line").Hover(new Place(double.NaN, 1), "nowhere");
        var figure = new Figure("a", "", 3, [Of(), Of(), Of()]);
        var (wide, narrow) = (XElement.Parse(figure.ToSvg()), XElement.Parse(figure.Narrow().ToSvg()));
        var titled = wide.Descendants().Where(e => e.Name.LocalName == "title").Select(e => (e.Parent!.Name.LocalName, e.Value)).ToList();
        Assert.Equal([("circle", Hostile), ("rect", "a box"), ("polyline", "a line")], titled.Take(3));
        Assert.Equal(9, titled.Count);
        Assert.DoesNotContain(narrow.Descendants(), e => e.Name.LocalName == "title");
        Assert.Equal((1, 2), (Rows(wide), Rows(narrow)));
        Assert.Equal("a-narrow", narrow.Attribute("id")!.Value);
        static int Rows(XElement picture) => picture.Elements().Select(e => e.Attribute("transform")!.Value.Split(',')[1]).Distinct().Count();
    }

    private static Figure Example(string id) => new(id, Hostile, 1,
    [
        new Panel(Hostile, Panel.Numbers(Hostile, 0, 3), Panel.Numbers(Hostile), Hostile).Line(Ink.Series[0], [new Place(0, 0.5), new Place(1.25, 1e-7)]).Dots(Ink.Ramp(1, 3), [new Place(1, 2)], opacity: 0.5)
            .DotsWithErrors(Ink.Series[1], [(new Place(2, 2), 0.25)]).Boxes(Ink.Series[2], [(new Place(0, 0), new Place(1, 1))]).Words(Ink.Text, new Place(1, 1), Hostile),
    ]);

    [GeneratedRegex("(?:fill|stroke):([^;]+)")]
    private static partial Regex StyleColour();
}
