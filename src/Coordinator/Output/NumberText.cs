using System.Globalization;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Output;

/// <summary>Numbers as reports show them, the same under every locale.</summary>
public static class NumberText
{
    /// <summary>A fraction as percent: <c>17.32</c>; <c>-</c> for none.</summary>
    public static string Percent(double fraction) => double.IsNaN(fraction) ? "-" : (100 * fraction).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Percentage points with a sign: <c>-0.312</c>; <c>-</c> for none.</summary>
    public static string Points(double points) => double.IsNaN(points) ? "-" : points.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    /// <summary>A standard error in percentage points: <c>0.041</c>.</summary>
    public static string Error(double points) => double.IsNaN(points) ? "-" : points.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Millions: <c>1.234</c>.</summary>
    public static string Millions(double value) => (value / 1e6).ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Choices: <c>{8, 16, 24}</c>.</summary>
    public static string Choices(IEnumerable<double> choices) => "{" + string.Join(", ", choices.Select(SearchDimension.Format)) + "}";

    /// <summary>A time span people read at a glance: <c>42 s</c>, <c>3 min 05 s</c>, <c>2 h 07 min</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):0} min {Math.Floor(seconds % 60):00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 3600):0} h {Math.Floor(seconds % 3600 / 60):00} min"),
    };
}
