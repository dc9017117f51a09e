using System.Text.RegularExpressions;
using Spectre.Console.Rendering;

namespace S3Actors.Coordinator.Output;

/// <summary>Text that keeps its place on a terminal and is written over by what follows. The cursor stays visible, below it.</summary>
/// <param name="output">The terminal.</param>
/// <param name="width">Its columns now; at least 1.</param>
public sealed partial class RedrawnText(TextWriter output, Func<int> width)
{
    private IReadOnlyList<string> _lines = [];

    /// <summary>Shows a text in place of the last one.</summary>
    /// <param name="above">Lines that stay, above it.</param>
    public void Show(string text, IReadOnlyList<string>? above = null)
    {
        var columns = width(); // asked anew: a terminal that was made narrower has broken the old lines again
        var rows = _lines.Sum(line => Math.Max(1, (new Segment(Colours().Replace(line, "")).CellCount() + columns - 1) / columns));
        var back = rows > 0 ? FormattableString.Invariant($"\r\x1b[{rows}A\x1b[J") : ""; // to the line's beginning, where an echoed Ctrl-C may not have left it, up, and all below is erased
        _lines = text.TrimEnd('\n').Split('\n');
        output.Write(back + string.Concat((above ?? []).Concat(_lines).Select(line => line + "\n")));
        output.Flush();
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colours();
}
