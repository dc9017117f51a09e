using System.Globalization;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What a terminal shows after some text with control sequences, and what scrolled out of it: as xterm does, without colours.</summary>
internal sealed class Screen
{
    private readonly List<char[]> _rows = [];
    private readonly (int Columns, int Rows) _size;
    private int _row, _column;

    public Screen(int columns, int rows, string text)
    {
        _size = (columns, rows);
        RowAt(0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\x1b') at = Control(text, at);
            else Put(text[at]);
        }
    }

    /// <summary>Whether the cursor can be seen.</summary>
    public bool HasCursor { get; private set; } = true;

    /// <summary>The lines, top to bottom, without blanks at their ends; the last is the one with the cursor, or below it.</summary>
    public IReadOnlyList<string> Lines => [.. _rows.Select(row => new string(row).TrimEnd())];

    /// <summary>All words in their order, whatever the width broke.</summary>
    public string Words => string.Join(' ', Lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    public override string ToString() => string.Join('\n', Lines);

    private int Top => Math.Max(0, _rows.Count - _size.Rows);

    private char[] RowAt(int row)
    {
        while (_rows.Count <= row) _rows.Add([.. Enumerable.Repeat(' ', _size.Columns)]);
        return _rows[row];
    }

    private void Put(char sign)
    {
        switch (sign)
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                RowAt(++_row);
                break;
            case < ' ':
                break;
            default:
                if (_column == _size.Columns) // the line is full: the next sign begins another
                {
                    _column = 0;
                    _row++;
                }
                RowAt(_row)[_column++] = sign;
                break;
        }
    }

    /// <summary>Follows a sequence.</summary>
    /// <returns>The place of its last sign.</returns>
    private int Control(string text, int at)
    {
        if (at + 1 >= text.Length) return at;
        if (text[at + 1] != '[') return at + 1;
        var end = at + 2;
        while (end < text.Length && text[end] is (>= '0' and <= '9') or ';' or '?') end++;
        if (end >= text.Length) return end;
        var parameters = text[(at + 2)..end];
        var number = int.TryParse(parameters.Split(';')[0], CultureInfo.InvariantCulture, out var given) ? given : (int?)null;
        switch (text[end])
        {
            case 'A':
                _row = Math.Max(Top, _row - Math.Max(1, number ?? 1));
                break;
            case 'B':
                _row = Math.Min(_rows.Count - 1, _row + Math.Max(1, number ?? 1));
                break;
            case 'G':
                _column = Math.Max(1, number ?? 1) - 1;
                break;
            case 'J':
                Erase(_row, _column);
                for (var below = _row + 1; below < _rows.Count; below++) Erase(below, 0);
                break;
            case 'K':
                Erase(_row, number == 2 ? 0 : _column);
                break;
            case 'h' or 'l' when parameters == "?25":
                HasCursor = text[end] == 'h';
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new NotSupportedException($"The screen does not know ESC[{parameters}{text[end]}.");
        }
        return end;
    }

    private void Erase(int row, int from) => Array.Fill(RowAt(row), ' ', from, _size.Columns - Math.Min(from, _size.Columns));
}
