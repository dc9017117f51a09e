using System.Xml.Linq;
using OxyPlot;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Charts;

/// <summary>Panels of one size in rows, read like a page; drawn as one picture.</summary>
/// <param name="Id">Names the picture within its page: letters, digits and dashes.</param>
/// <param name="Description">What it shows, for readers who cannot see it.</param>
/// <param name="Columns">Panels in a row.</param>
/// <param name="Panels">From left to right, then downwards; null leaves a place empty.</param>
public sealed record Figure(string Id, string Description, int Columns, IReadOnlyList<Panel?> Panels)
{
    private const double NarrowWidth = 430;
    private const int NarrowColumns = 2;
    private const double HoverRadius = 6;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Width of the whole, in points; the page scales it.</summary>
    public double Width { get; init; } = 900;

    /// <summary>Whether a phone shows <see cref="Narrow"/> in its place; otherwise it is moved sideways there.</summary>
    public bool Narrows { get; init; } = true;

    private bool Hovers { get; init; } = true;

    /// <summary>Height of a panel's plot, without its words.</summary>
    public double PlotHeight { get; init; } = 180;

    /// <summary>Room for words left of a panel's plot.</summary>
    public double Left { get; init; } = 58;

    /// <summary>Room right of it.</summary>
    public double Right { get; init; } = 14;

    /// <summary>Room above it.</summary>
    public double Top { get; init; } = 30;

    /// <summary>Room below it.</summary>
    public double Bottom { get; init; } = 46;

    /// <summary>True where all panels of a row have one vertical axis, written at the first of them.</summary>
    public bool SharedY { get; init; }

    private double PanelHeight => Top + PlotHeight + Bottom;

    private double PlotWidth => SharedY ? (Width - Left - Columns * Right) / Columns : Width / Columns - Left - Right;

    /// <summary>The same for a phone: fewer panels in a row, letters as large as before, and no words that only a pointer brings up.</summary>
    public Figure Narrow() => this with { Id = Id + "-narrow", Width = NarrowWidth, Columns = Math.Min(NarrowColumns, Columns), Hovers = false };

    /// <summary>Draws it: an <c>svg</c> element to stand in a page, with the page's colours and letters. The same figure always gives the same text.</summary>
    public string ToSvg()
    {
        var rows = (Panels.Count + Columns - 1) / Columns;
        var root = new XElement(
            Svg + "svg", new XAttribute("id", Id), new XAttribute("class", !Hovers ? "chart narrow" : Narrows ? "chart" : "chart wide"), new XAttribute("role", "img"), new XAttribute("aria-label", Description),
            new XAttribute("viewBox", Invariant($"0 0 {Width} {rows * PanelHeight}")), new XAttribute("font-size", Panel.FontSize));
        for (var i = 0; i < Panels.Count; i++)
            if (Panels[i] is { } panel) root.Add(Drawn(panel, i / Columns, i % Columns));
        return root.ToString(SaveOptions.DisableFormatting);
    }

    private XElement Drawn(Panel panel, int row, int column)
    {
        var (y, x) = (panel.Model.Axes[0], panel.Model.Axes[1]);
        var writesY = !SharedY || column == 0;
        y.LabelFormatter = writesY ? null : _ => "";
        panel.Model.PlotMargins = new OxyThickness(Left, Top, Right, Bottom);
        var drawn = XElement.Parse(new SvgExporter { Width = Left + PlotWidth + Right, Height = PanelHeight, IsDocument = false }.ExportToString(panel.Model));
        foreach (var element in drawn.Descendants()) Adapt(element, Invariant($"{Id}-{row}-{column}-"));
        var left = column * (SharedY ? PlotWidth + Right : Width / Columns);
        return new XElement(Svg + "g", new XAttribute("transform", Invariant($"translate({left:0.##},{row * PanelHeight:0.##})")), drawn.Elements(),
            Text(Left, Top - 12, "start", Ink.Text, panel.Title), Text(Left + PlotWidth, Top - 12, "end", panel.NoteInk, panel.Note),
            Text(Left + PlotWidth / 2, Top + PlotHeight + 38, "middle", Ink.Muted, panel.LabelX),
            Text(13, Top + PlotHeight / 2, "middle", Ink.Muted, writesY ? panel.LabelY : "", -90),
            panel.Labels.Select(it => Text(x.Transform(it.Place.X) + it.Right, y.Transform(it.Place.Y) + it.Down, it.Anchor, it.Ink, it.Text)),
            Hovers ? panel.Hovers.Select(it => Area([.. it.Places.Select(place => (x.Transform(place.X), y.Transform(place.Y)))], it.Text)) : null);
    }

    /// <summary>Ids become unique within the page; colours and letters become the page's.</summary>
    private static void Adapt(XElement element, string prefix)
    {
        element.Attributes().Where(it => it.Name.LocalName is "font-family" or "font-size" or "font-weight").Remove();
        foreach (var attribute in element.Attributes())
            attribute.Value = attribute.Name.LocalName switch
            {
                "id" => prefix + attribute.Value,
                "clip-path" => attribute.Value.Replace("#", "#" + prefix, StringComparison.Ordinal),
                "fill" or "style" => Ink.All.Aggregate(attribute.Value, (value, ink) => value.Replace(ink.Rgb, $"var(--{ink.Name})", StringComparison.Ordinal)),
                _ => attribute.Value,
            };
    }

    /// <summary>Something unseen that a pointer can be over; wide enough to be met.</summary>
    private static XElement Area(IReadOnlyList<(double X, double Y)> at, string text)
    {
        var shape = at switch
        {
            [var (x, y)] => new XElement(Svg + "circle", Attribute("cx", x), Attribute("cy", y), Attribute("r", HoverRadius)),
            [var (x0, y0), var (x1, y1)] => new XElement(Svg + "rect", Attribute("x", Math.Min(x0, x1)), Attribute("y", Math.Min(y0, y1)),
                Attribute("width", Math.Max(2, Math.Abs(x1 - x0))), Attribute("height", Math.Max(2, Math.Abs(y1 - y0)))),
            _ => new XElement(Svg + "polyline", new XAttribute("points", string.Join(' ', at.Select(it => Invariant($"{it.X:0.#},{it.Y:0.#}"))))),
        };
        shape.Add(new XAttribute("class", at.Count > 2 ? "hover trace" : "hover"), new XElement(Svg + "title", text));
        return shape;

        static XAttribute Attribute(string name, double value) => new(name, Invariant($"{value:0.#}"));
    }

    private static XElement? Text(double x, double y, string anchor, Ink ink, string text, double degrees = 0) =>
        text.Length == 0 ? null : new XElement(
            Svg + "text", new XAttribute("transform", Invariant($"translate({x:0.##},{y:0.##})") + (degrees == 0 ? "" : Invariant($" rotate({degrees})"))),
            new XAttribute("text-anchor", anchor), new XAttribute("fill", $"var(--{ink.Name})"), text);
}
