using System.Globalization;
using System.Text.RegularExpressions;

namespace Akka.Configuration.Hocon;

/// <summary>The units of durations and sizes.</summary>
internal static partial class HoconUnits
{
    private const double Nanosecond = TimeSpan.TicksPerMillisecond / 1e6;
    private const double Microsecond = TimeSpan.TicksPerMillisecond / 1e3;

    private static readonly Dictionary<string, double> TicksPerUnit = Table(
        (Nanosecond, "nanoseconds nanosecond nanos nano ns"),
        (Microsecond, "microseconds microsecond micros micro"),
        (TimeSpan.TicksPerMillisecond, "milliseconds millisecond millis milli ms"),
        (TimeSpan.TicksPerSecond, "seconds second s"),
        (TimeSpan.TicksPerMinute, "minutes minute m"),
        (TimeSpan.TicksPerHour, "hours hour h"),
        (TimeSpan.TicksPerDay, "days day d"));

    private static readonly Dictionary<string, long> BytesPerUnit = Table(
        (1L, "b B byte bytes"),
        (1L << 10, "K k Ki KiB kibibyte kibibytes"),
        (1_000L, "kB kilobyte kilobytes"),
        (1L << 20, "M m Mi MiB mebibyte mebibytes"),
        (1_000_000L, "MB megabyte megabytes"),
        (1L << 30, "G g Gi GiB gibibyte gibibytes"),
        (1_000_000_000L, "GB gigabyte gigabytes"),
        (1L << 40, "T t Ti TiB tebibyte tebibytes"),
        (1_000_000_000_000L, "TB terabyte terabytes"),
        (1L << 50, "P p Pi PiB pebibyte pebibytes"),
        (1_000_000_000_000_000L, "PB petabyte petabytes"),
        (1L << 60, "E e Ei EiB exbibyte exbibytes"),
        (1_000_000_000_000_000_000L, "EB exabyte exabytes"));

    internal static bool TryDuration(string text, out TimeSpan duration)
    {
        var match = NumberAndUnit().Match(text);
        if (!match.Success || !TicksPerUnit.TryGetValue(match.Groups[2].Value, out var ticks))
        {
            duration = default;
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(NotNegative(match.Groups[1].Value) * ticks));
        return true;
    }

    internal static double NotNegative(string text)
    {
        var value = double.Parse(text, NumberFormatInfo.InvariantInfo);
        return value >= 0 ? value : throw new FormatException($"Expected a positive value instead of {value}");
    }

    internal static long ByteSize(string text)
    {
        var digits = text.LastIndexOfAny("0123456789".ToCharArray()) + 1;
        if (digits == 0 || digits == text.Length)
            return long.Parse(text, NumberFormatInfo.InvariantInfo);
        var unit = text[digits..].Trim();
        return BytesPerUnit.TryGetValue(unit, out var factor)
            ? factor * long.Parse(text[..digits], NumberFormatInfo.InvariantInfo)
            : throw new FormatException($"{unit} is not a valid byte size suffix");
    }

    private static Dictionary<string, T> Table<T>(params (T Factor, string Names)[] rows) =>
        rows.SelectMany(row => row.Names.Split(' '), (row, name) => (name, row.Factor)).ToDictionary(StringComparer.Ordinal);

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)\s*([a-z]+)$")]
    private static partial Regex NumberAndUnit();
}
