using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace S3Actors.Coordinator.Report.Charts;

/// <summary>A place in a panel, in the units of its axes.</summary>
public readonly record struct Place(double X, double Y)
{
    /// <summary>Whether both coordinates are finite numbers; other places are not drawn.</summary>
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}

/// <summary>Words at a place.</summary>
/// <param name="Anchor">SVG's <c>text-anchor</c>: start, middle or end of the words stands at the place.</param>
/// <param name="Right">Points to the right of the place.</param>
/// <param name="Down">Points below it.</param>
internal sealed record Words(Ink Ink, Place Place, string Text, string Anchor, double Right, double Down);

/// <summary>Words that a pointer brings up.</summary>
/// <param name="Places">One: a place by itself; two: opposite corners of a rectangle; more: a line through them.</param>
internal sealed record Hover(IReadOnlyList<Place> Places, string Text);

/// <summary>One coordinate system with what is drawn in it, the later over the earlier; words stand above all.</summary>
public sealed class Panel
{
    /// <summary>Size of all letters, in points.</summary>
    internal const double FontSize = 12.5;

    private readonly List<Words> _words = [];
    private readonly List<Hover> _hovers = [];

    /// <param name="title">Stands above it; may be empty.</param>
    /// <param name="x">The horizontal axis, of <see cref="Numbers"/> or <see cref="Names"/>.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="note">Words beside the title, at the right end.</param>
    public Panel(string title, Axis x, Axis y, string note = "", Ink? noteInk = null)
    {
        (Title, Note, NoteInk, LabelX, LabelY) = (title, note, noteInk ?? Ink.Muted, x.Title, y.Title);
        (x.Title, y.Title) = (null, null); // the figure writes them: OxyPlot would move them with the width of the numbers
        (x.Position, x.IntervalLength, x.AxislineStyle, x.MajorTickSize) = (AxisPosition.Bottom, 46, LineStyle.Solid, 4);
        (y.Position, y.IntervalLength, y.AxislineStyle, y.MajorTickSize, y.AxisTickToLabelDistance) = (AxisPosition.Left, 26, LineStyle.None, 0, 8);
        Model.Axes.Add(y); // first, so that the line of the horizontal axis lies over the grid
        Model.Axes.Add(x);
    }

    public string Title { get; }

    public string Note { get; }

    public Ink NoteInk { get; }

    public string LabelX { get; }

    public string LabelY { get; }

    internal IReadOnlyList<Words> Labels => _words;

    internal IReadOnlyList<Hover> Hovers => _hovers;

    internal PlotModel Model { get; } = new()
    {
        Culture = CultureInfo.InvariantCulture, DefaultFontSize = FontSize, Padding = new OxyThickness(0), PlotAreaBorderThickness = new OxyThickness(0),
        PlotAreaBorderColor = OxyColors.Transparent,
    };

    /// <summary>An axis of numbers.</summary>
    /// <param name="label">Quantity and unit; may be empty.</param>
    /// <param name="minimum">Where it begins; NaN for a little before the data.</param>
    /// <param name="maximum">Where it ends; NaN for a little behind the data.</param>
    /// <param name="grid">Whether lines cross the panel at its ticks.</param>
    /// <param name="wholeNumbers">Whether numbers between whole ones have no meaning on it.</param>
    public static Axis Numbers(string label, double minimum = double.NaN, double maximum = double.NaN, bool grid = true, bool wholeNumbers = false) =>
        Styled(new LinearAxis { MinimumMajorStep = wholeNumbers ? 1 : 0, MajorGridlineStyle = grid ? LineStyle.Solid : LineStyle.None },
            label, minimum, maximum);

    /// <summary>An axis with named places in the place of numbers.</summary>
    public static Axis Names(string label, double minimum, double maximum, IEnumerable<(double At, string Name)> ticks) =>
        Styled(new NamedAxis(ticks.ToDictionary(it => it.At, it => it.Name)), label, minimum, maximum);

    /// <summary>A line through places.</summary>
    /// <param name="stepped">Whether it goes in steps: horizontally first, then up or down.</param>
    public Panel Line(Ink ink, IEnumerable<Place> places, double thickness = 1.8, double opacity = 1, bool stepped = false)
    {
        var line = stepped ? new StairStepSeries { VerticalLineStyle = LineStyle.Solid } : new LineSeries();
        (line.Color, line.StrokeThickness, line.LineStyle, line.EdgeRenderingMode) =
            (ink.At(opacity), thickness, LineStyle.Solid, EdgeRenderingMode.PreferGeometricAccuracy);
        line.Points.AddRange(places.Where(it => it.IsFinite).Select(it => new DataPoint(it.X, it.Y)));
        Model.Series.Add(line);
        return this;
    }

    /// <summary>Places by themselves.</summary>
    /// <param name="radius">Points from the middle to the edge.</param>
    public Panel Dots(Ink ink, IEnumerable<Place> places, double radius = 2.4, double opacity = 1, MarkerType marker = MarkerType.Circle) =>
        DotsWithErrors(ink, places.Select(it => (it, 0.0)), radius, opacity, marker);

    /// <summary>Places with an uncertainty: a bar of the given length up and down from each.</summary>
    public Panel DotsWithErrors(
        Ink ink, IEnumerable<(Place Place, double Error)> places, double radius = 2.4, double opacity = 1, MarkerType marker = MarkerType.Circle)
    {
        var dots = new ScatterErrorSeries
        {
            MarkerType = marker, MarkerSize = radius, MarkerFill = ink.At(opacity), MarkerStroke = ink.At(opacity),
            MarkerStrokeThickness = marker == MarkerType.Cross ? 1.4 : 0,
            ErrorBarColor = ink.At(opacity), ErrorBarStrokeThickness = 1.3, ErrorBarStopWidth = 2,
        };
        dots.Points.AddRange(
            places.Where(it => it.Place.IsFinite).Select(it => new ScatterErrorPoint(it.Place.X, it.Place.Y, 0, double.IsFinite(it.Error) ? 2 * it.Error : 0)));
        Model.Series.Add(dots);
        return this;
    }

    /// <summary>Filled rectangles.</summary>
    public Panel Boxes(Ink ink, IEnumerable<(Place From, Place To)> corners, double opacity = 1)
    {
        var boxes = new RectangleBarSeries { FillColor = ink.At(opacity), StrokeColor = ink.At(opacity), StrokeThickness = 0 };
        foreach (var (from, to) in corners.Where(it => it.From.IsFinite && it.To.IsFinite)) boxes.Items.Add(new RectangleBarItem(from.X, from.Y, to.X, to.Y));
        Model.Series.Add(boxes);
        return this;
    }

    /// <summary>Words at a place.</summary>
    /// <param name="anchor">SVG's <c>text-anchor</c>: which part of the words stands at the place.</param>
    /// <param name="right">Points to the right of the place.</param>
    /// <param name="down">Points below it.</param>
    public Panel Words(Ink ink, Place place, string text, string anchor = "start", double right = 7, double down = 4)
    {
        if (place.IsFinite) _words.Add(new Words(ink, place, text, anchor, right, down));
        return this;
    }

    /// <summary>Words that a pointer at a place brings up.</summary>
    public Panel Hover(Place place, string text) => Hover([place], text);

    /// <summary>Words that a pointer within a rectangle brings up.</summary>
    public Panel Hover(Place from, Place to, string text) => Hover([from, to], text);

    /// <summary>Words that a pointer on a line through more than two places brings up.</summary>
    public Panel Hover(IReadOnlyList<Place> places, string text)
    {
        if (places.All(it => it.IsFinite)) _hovers.Add(new Hover(places, text));
        return this;
    }

    private static Axis Styled(Axis axis, string label, double minimum, double maximum)
    {
        (axis.Title, axis.Minimum, axis.Maximum, axis.MinimumPadding, axis.MaximumPadding) = (label, minimum, maximum, 0.06, 0.06);
        (axis.TextColor, axis.TicklineColor, axis.AxislineColor, axis.MajorGridlineColor) = (Ink.Muted.At(), Ink.Muted.At(), Ink.Muted.At(), Ink.Grid.At());
        (axis.MinorTickSize, axis.TitleFontSize) = (0, FontSize);
        return axis;
    }

    private sealed class NamedAxis(IReadOnlyDictionary<double, string> names) : LinearAxis
    {
        public override void GetTickValues(out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues) =>
            (majorLabelValues, majorTickValues, minorTickValues) = ([.. names.Keys], [.. names.Keys], []);

        protected override string FormatValueOverride(double x) => names[x];
    }
}
