using System.Text;

namespace S3Actors.Coordinator.Output;

/// <summary>A table of fixed-width text: the first column and those named left-aligned, the others right-aligned.</summary>
public sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    /// <summary>Columns, by index, that are aligned left; the first one is unless this says otherwise.</summary>
    public IReadOnlySet<int> LeftAligned { get; init; } = new HashSet<int> { 0 };

    /// <summary>Adds a row; it has as many cells as the header.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, header.Length);
        _rows.Add(cells);
    }

    /// <summary>The lines, each indented by <paramref name="indent"/> blanks and ended by a line feed.</summary>
    public string ToText(int indent = 0)
    {
        var widths = Enumerable.Range(0, header.Length).Select(c => _rows.Max(row => row[c].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, c) => LeftAligned.Contains(c) ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            text.Append((new string(' ', indent) + string.Join("  ", cells)).TrimEnd()).Append('\n');
        }
        return text.ToString();
    }
}
