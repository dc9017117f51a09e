namespace S3Actors.Coordinator.Report.Charts;

/// <summary>A place in a panel, in the units of its axes.</summary>
public readonly record struct Place(double X, double Y);

/// <summary>Something drawn in a panel. Places that are no finite numbers are left out.</summary>
public abstract record Mark(Ink Ink)
{
    /// <summary>From 0, unseen, to 1.</summary>
    public double Opacity { get; init; } = 1;

    /// <summary>Places that must lie within the panel.</summary>
    internal abstract IEnumerable<Place> Extent { get; }
}

/// <summary>A line through places.</summary>
public sealed record Line(Ink Ink, IReadOnlyList<Place> Places) : Mark(Ink)
{
    /// <summary>Thickness.</summary>
    public double Thickness { get; init; } = 1.8;

    /// <summary>Whether it is interrupted.</summary>
    public bool Dashed { get; init; }

    /// <summary>Whether it goes in steps: horizontally first, then up or down.</summary>
    public bool Stepped { get; init; }

    internal override IEnumerable<Place> Extent => Places;
}

/// <summary>What a place is marked by.</summary>
public enum Symbol
{
    /// <summary>A filled circle.</summary>
    Dot,
    /// <summary>A circle.</summary>
    Ring,
    /// <summary>A filled diamond.</summary>
    Diamond,
    /// <summary>A filled triangle.</summary>
    Triangle,
    /// <summary>A filled square.</summary>
    Square,
    /// <summary>A diagonal cross.</summary>
    Cross,
}

/// <summary>Places by themselves.</summary>
public sealed record Dots(Ink Ink, IReadOnlyList<Place> Places) : Mark(Ink)
{
    public Symbol Symbol { get; init; } = Symbol.Dot;

    /// <summary>1 for an ordinary one.</summary>
    public double Size { get; init; } = 1;

    internal override IEnumerable<Place> Extent => Places;
}

/// <summary>Places with an uncertainty up and down.</summary>
/// <param name="Places">Each with the length of its bar to either side.</param>
public sealed record ErrorBars(Ink Ink, IReadOnlyList<(Place Place, double Error)> Places) : Mark(Ink)
{
    internal override IEnumerable<Place> Extent => Places.SelectMany(it => new[] { it.Place with { Y = it.Place.Y - it.Error }, it.Place with { Y = it.Place.Y + it.Error } });
}

/// <summary>Filled rectangles.</summary>
public sealed record Boxes(Ink Ink, IReadOnlyList<(Place From, Place To)> Corners) : Mark(Ink)
{
    internal override IEnumerable<Place> Extent => Corners.SelectMany(it => new[] { it.From, it.To });
}

/// <summary>Words at a place.</summary>
public sealed record Words(Ink Ink, Place Place, string Text) : Mark(Ink)
{
    /// <summary>-1: they begin at the place; 0: their middle stands there; 1: they end there.</summary>
    public int Align { get; init; } = -1;

    /// <summary>Moved from the place, in letters, to the right and up.</summary>
    public (double Right, double Up) Shift { get; init; } = (0.6, 0);

    internal override IEnumerable<Place> Extent => [Place];
}
