using System.Globalization;
using System.Text;

namespace S3Actors.Coordinator.Report.Charts;

/// <summary>Says a figure in gnuplot's language: the same figure always in the same words, whatever the locale.</summary>
internal sealed class GnuplotScript
{
    private const double FontSize = 12.5;
    private const double TickWidth = 46; // room that a number takes on a horizontal axis, points
    private const double TickHeight = 26; // and on a vertical one
    private readonly StringBuilder _text = new();
    private int _blocks;

    /// <summary>The script that draws figures one after the other to standard output.</summary>
    public static string Of(IEnumerable<Figure> figures)
    {
        var script = new GnuplotScript();
        script._text.Append("set encoding utf8\nset loadpath\n");
        foreach (var figure in figures) script.Draw(figure);
        return script._text.ToString();
    }

    private void Draw(Figure figure)
    {
        var height = figure.Rows * (figure.Top + figure.PlotHeight + figure.Bottom);
        var width = figure.SharedY
            ? (figure.Width - figure.Left - figure.Columns * figure.Right) / figure.Columns
            : figure.Width / figure.Columns - figure.Left - figure.Right;
        Say($"reset\nset terminal svg size {figure.Width},{height} dynamic noenhanced font 'sans,{FontSize}' linewidth 1 butt\nset output\nset multiplot");
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            if (figure.Panels[i] is not { } panel) continue;
            var (row, column) = Math.DivRem(i, figure.Columns);
            var left = figure.SharedY ? figure.Left + column * (width + figure.Right) : column * (figure.Left + width + figure.Right) + figure.Left;
            var top = row * (figure.Top + figure.PlotHeight + figure.Bottom) + figure.Top;
            Say($"""
                reset
                set lmargin at screen {left / figure.Width}
                set rmargin at screen {(left + width) / figure.Width}
                set tmargin at screen {1 - top / height}
                set bmargin at screen {1 - (top + figure.PlotHeight) / height}
                """);
            var namesY = !figure.SharedY || column == 0;
            Draw(panel, width, figure.PlotHeight, namesY);
            // Not gnuplot's own label of the axis, which moves with the width of the numbers.
            if (namesY) Say($"set label 3 {Quoted(panel.Y.Label)} at screen {(left - figure.Left + 9) / figure.Width}, graph 0.5 center rotate tc rgb '{Ink.Muted.Code()}'");
            Plot(panel);
        }
        Say($"unset multiplot");
    }

    private void Draw(Panel panel, double width, double height, bool namesY)
    {
        Say($"""
            set border 1 lc rgb '{Ink.Muted.Code()}' lw 0.8
            set tics scale 0.4,0 out nomirror tc rgb '{Ink.Muted.Code()}'
            set style fill solid 1 noborder
            set label 1 {Quoted(panel.Title)} at graph 0,1 left offset character 0,0.9 tc rgb '{Ink.Text.Code()}'
            set label 2 {Quoted(panel.Note)} at graph 1,1 right offset character 0,0.9 tc rgb '{panel.NoteInk.Code()}'
            """);
        var shown = panel.Marks.SelectMany(mark => mark.Extent).Where(IsSeen).ToList();
        Draw("x", panel.X, Scale.Of(panel.X, shown.Select(place => place.X), width / TickWidth), named: true);
        Draw("y", panel.Y, Scale.Of(panel.Y, shown.Select(place => place.Y), height / TickHeight), named: namesY);
        var label = 4;
        foreach (var words in panel.Marks.OfType<Words>().Where(it => IsSeen(it.Place)))
            Say($"set label {label++} {Quoted(words.Text)} at {words.Place.X},{words.Place.Y} {words.Align switch { < 0 => "left", 0 => "center", _ => "right" }} offset character {words.Shift.Right},{words.Shift.Up} front tc rgb '{words.Ink.Code(words.Opacity)}'");
    }

    private void Plot(Panel panel)
    {
        var plots = panel.Marks.Select(Plot).OfType<string>().ToList();
        Say($"plot {(plots.Count == 0 ? "NaN notitle" : string.Join(", ", plots))}"); // an empty plot draws the axes all the same
    }

    private void Draw(string name, Axis axis, Scale scale, bool named)
    {
        Say($"set {name}range [{scale.Minimum}:{scale.Maximum}]");
        Say($"set format {name} {(named ? "'%.10g'" : "''")}");
        if (axis.Ticks is { } ticks) Say($"set {name}tics ({string.Join(", ", ticks.Select(tick => $"{Quoted(named ? tick.Name : "")} {Number(tick.At)}"))})");
        else Say($"set {name}tics {scale.Step}");
        if (name == "x") Say($"set xtics offset 0,0.35");
        if (name == "x" && axis.Label.Length > 0) Say($"set xlabel {Quoted(axis.Label)} offset 0,0.75 tc rgb '{Ink.Muted.Code()}'");
        if (axis.Grid) Say($"set grid {name}tics lt 1 lc rgb '{Ink.Grid.Code()}' lw 0.8");
    }

    private string? Plot(Mark mark)
    {
        var colour = $"lc rgb '{mark.Ink.Code(mark.Opacity)}'";
        return mark switch
        {
            Line it => Plot(it.Places.Where(IsSeen).Select(p => Row(p.X, p.Y)),
                $"1:2 with {(it.Stepped ? "steps" : "lines")} {colour} lw {Number(it.Thickness)}{(it.Dashed ? " dt (6,5)" : "")}"),
            Dots it => Plot(it.Places.Where(IsSeen).Select(p => Row(p.X, p.Y)), $"1:2 with points {colour} pt {PointType(it.Symbol)} ps {Number(0.5 * it.Size)}"),
            ErrorBars it => Plot(it.Places.Where(p => IsSeen(p.Place) && double.IsFinite(p.Error)).Select(p => Row(p.Place.X, p.Place.Y - p.Error, 2 * p.Error)),
                $"1:2:(0):3 with vectors nohead {colour} lw 1.3"),
            Boxes it => Plot(it.Corners.Where(c => IsSeen(c.From) && IsSeen(c.To)).Select(c => Row((c.From.X + c.To.X) / 2, (c.From.Y + c.To.Y) / 2, c.From.X, c.To.X, c.From.Y, c.To.Y)),
                $"1:2:3:4:5:6 with boxxyerror fs solid noborder {colour}"),
            _ => null,
        };
    }

    private string? Plot(IEnumerable<string> rows, string how)
    {
        var data = rows.ToList();
        if (data.Count == 0) return null;
        var block = string.Create(CultureInfo.InvariantCulture, $"$d{++_blocks}");
        _text.Append(block).Append(" << EOD\n").AppendJoin('\n', data).Append("\nEOD\n");
        return $"{block} using {how} notitle";
    }

    private static int PointType(Symbol symbol) => symbol switch
    {
        Symbol.Ring => 6, Symbol.Diamond => 13, Symbol.Triangle => 9, Symbol.Square => 5, Symbol.Cross => 2, _ => 7,
    };

    private static bool IsSeen(Place place) => double.IsFinite(place.X) && double.IsFinite(place.Y);

    private static string Row(params double[] numbers) => string.Join(' ', numbers.Select(Number));

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Single quotes take everything literally but themselves, which are doubled; a line ends a command.</summary>
    private static string Quoted(string text) => $"'{text.Replace('\n', ' ').Replace('\r', ' ').Replace("'", "''", StringComparison.Ordinal)}'";

    private void Say(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
