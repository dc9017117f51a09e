namespace S3Actors.Coordinator.Report.Charts;

/// <summary>Panels of one size in rows, read like a page; drawn as one picture.</summary>
/// <param name="Id">Names the picture within its page: letters, digits and dashes.</param>
/// <param name="Description">What it shows, for who cannot see it.</param>
/// <param name="Columns">Panels in a row.</param>
/// <param name="Panels">From left to right, then downwards; null leaves a place empty.</param>
public sealed record Figure(string Id, string Description, int Columns, IReadOnlyList<Panel?> Panels)
{
    /// <summary>Width of the whole, in points of a page; it scales.</summary>
    public double Width { get; init; } = 900;

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

    /// <summary>Rows of panels.</summary>
    public int Rows => (Panels.Count + Columns - 1) / Columns;
}

/// <summary>One coordinate system with what is drawn in it, the later over the earlier.</summary>
/// <param name="Title">Stands above it; may be empty.</param>
public sealed record Panel(string Title, Axis X, Axis Y, IReadOnlyList<Mark> Marks)
{
    /// <summary>Words beside the title, at the right end.</summary>
    public string Note { get; init; } = "";

    /// <summary>How the note is written.</summary>
    public Ink NoteInk { get; init; } = Ink.Muted;
}

/// <summary>An axis.</summary>
/// <param name="Label">Quantity and unit; may be empty.</param>
/// <param name="Minimum">Where it begins; null for a little before the data.</param>
/// <param name="Maximum">Where it ends; null for a little behind the data.</param>
public sealed record Axis(string Label, double? Minimum = null, double? Maximum = null)
{
    /// <summary>Named places in the place of numbers; null for numbers.</summary>
    public IReadOnlyList<(double At, string Name)>? Ticks { get; init; }

    /// <summary>Whether lines cross the panel at its ticks.</summary>
    public bool Grid { get; init; }

    /// <summary>Whether numbers between whole ones have no meaning on it.</summary>
    public bool WholeNumbers { get; init; }
}
