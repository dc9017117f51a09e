using OxyPlot;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Charts;

/// <summary>
/// A colour by its role. OxyPlot draws with the light theme's value; in the page it becomes the CSS variable <c>--NAME</c>, which the dark theme redefines.
/// </summary>
/// <param name="Name">Name of the CSS variable, without its dashes.</param>
/// <param name="Light">Its value in the light theme, 0xRRGGBB; no two colours are equal.</param>
public sealed record Ink(string Name, uint Light)
{
    /// <summary>Words and what must be seen first.</summary>
    public static readonly Ink Text = new("ink", 0x1c2430);

    /// <summary>Axes and what explains them.</summary>
    public static readonly Ink Muted = new("muted", 0x667080);

    /// <summary>Grids.</summary>
    public static readonly Ink Grid = new("grid", 0xe8ebef);

    /// <summary>Colours that tell things apart, in the order of their use.</summary>
    public static readonly IReadOnlyList<Ink> Series =
        [new("blue", 0x2a64a8), new("orange", 0xcc5f24), new("green", 0x2b8a5a), new("violet", 0x7d55ad), new("gold", 0xa9800f), new("rose", 0xc03a5b)];

    private static readonly Ink[] Ramps =
        [.. new uint[] { 0x86add6, 0x739ecb, 0x618fbf, 0x5080b3, 0x3f70a5, 0x306196, 0x215186, 0x123f74 }.Select(
            (light, step) => new Ink(Invariant($"ramp{step}"), light))];

    /// <summary>Every colour there is.</summary>
    public static readonly IReadOnlyList<Ink> All = [Text, Muted, Grid, .. Series, .. Ramps];

    /// <summary>Colours of things that have an order, from the first, pale, to the last.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="count">How many there are; more than eight share colours with their neighbours.</param>
    public static Ink Ramp(int index, int count) => Ramps[count <= 1 ? ^1 : (int)Math.Round((Ramps.Length - 1) * (double)index / (count - 1))];

    /// <summary>As OxyPlot writes it into SVG.</summary>
    internal string Rgb => Invariant($"rgb({Light >> 16},{(Light >> 8) & 255},{Light & 255})");

    /// <summary>As OxyPlot draws it.</summary>
    /// <param name="opacity">From 0, unseen, to 1.</param>
    internal OxyColor At(double opacity = 1) => OxyColor.FromAColor((byte)Math.Round(255 * opacity), OxyColor.FromUInt32(0xff000000 | Light));
}
