using System.Globalization;

namespace S3Actors.Coordinator.Report.Charts;

/// <summary>
/// A colour by its role. A chart names roles only; the page that shows it says what they look like, in light and in dark, as the CSS
/// variable <c>--NAME</c>.
/// </summary>
public sealed record Ink
{
    private const int RampSteps = 8;
    private static readonly List<Ink> Known = [];

    /// <summary>Words and what must be seen first.</summary>
    public static readonly Ink Text = new("ink");

    /// <summary>Axes and what explains them.</summary>
    public static readonly Ink Muted = new("muted");

    /// <summary>Grids.</summary>
    public static readonly Ink Grid = new("grid");

    /// <summary>Colours that tell things apart, in the order of their use.</summary>
    public static readonly IReadOnlyList<Ink> Series = [new("blue"), new("orange"), new("green"), new("violet"), new("gold"), new("rose")];

    private static readonly Ink[] Ramps = [.. Enumerable.Range(0, RampSteps).Select(step => new Ink(string.Create(CultureInfo.InvariantCulture, $"ramp{step}")))];

    private readonly int _number;

    private Ink(string name)
    {
        Name = name;
        _number = Known.Count;
        Known.Add(this);
    }

    /// <summary>Name of the CSS variable, without its dashes.</summary>
    public string Name { get; }

    /// <summary>Every role there is.</summary>
    public static IReadOnlyList<Ink> All => Known;

    /// <summary>Colours of things that have an order, from the first, pale, to the last.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="count">How many there are; more than eight share colours with their neighbours.</param>
    public static Ink Ramp(int index, int count) => Ramps[count <= 1 ? RampSteps - 1 : (int)Math.Round((RampSteps - 1) * (double)index / (count - 1))];

    /// <summary>The stand-in by which the drawing program knows it: a colour that no chart uses otherwise.</summary>
    /// <param name="opacity">From 0, unseen, to 1.</param>
    internal string Code(double opacity = 1) =>
        string.Create(CultureInfo.InvariantCulture, $"#{(int)Math.Round(255 * (1 - opacity)):x2}01f0{_number:x2}");

    /// <summary>The role behind a stand-in's last component.</summary>
    internal static Ink Of(int number) => Known[number];
}
