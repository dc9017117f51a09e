using System.Globalization;

namespace S3Actors.Bench.Running;

/// <summary>Numbers as they are printed.</summary>
public static class Quantity
{
    /// <summary>Four significant digits, so that JSON shows no noise.</summary>
    public static double Round(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value;

    /// <summary>Seconds in the unit that suits them.</summary>
    public static string Time(double seconds) => Math.Abs(seconds) switch
    {
        < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:F1} us"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:F1} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} s"),
    };
}
