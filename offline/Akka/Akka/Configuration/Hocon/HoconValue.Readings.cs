using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>The readings of a value as a number, boolean, duration, size or list.</summary>
public partial class HoconValue
{
    /// <exception cref="NotSupportedException">The text is none of on, off, true, false.</exception>
    public bool GetBoolean() => GetString() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        var text => throw new NotSupportedException($"Unknown boolean format: {text}"),
    };

    public decimal GetDecimal() => decimal.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public float GetFloat() => float.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public double GetDouble() => double.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public long GetLong() => long.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public int GetInt() => int.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public byte GetByte() => byte.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public IList<byte> GetByteList() => ListOf(value => value.GetByte());

    public IList<int> GetIntList() => ListOf(value => value.GetInt());

    public IList<long> GetLongList() => ListOf(value => value.GetLong());

    public IList<bool> GetBooleanList() => ListOf(value => value.GetBoolean());

    public IList<float> GetFloatList() => ListOf(value => value.GetFloat());

    public IList<double> GetDoubleList() => ListOf(value => value.GetDouble());

    public IList<decimal> GetDecimalList() => ListOf(value => value.GetDecimal());

    public IList<string> GetStringList() => ListOf(value => value.GetString());

    private List<T> ListOf<T>(Func<HoconValue, T> read) => GetArray().Select(read).ToList();

    /// <summary>A duration: a number with a unit (ns to days), a bare number of milliseconds, or <c>infinite</c>.</summary>
    public TimeSpan GetTimeSpan(bool allowInfinite = true)
    {
        var text = GetString();
        if (HoconUnits.TryDuration(text, out var duration))
            return duration;
        if (allowInfinite && text.Equals("infinite", StringComparison.OrdinalIgnoreCase))
            return Timeout.InfiniteTimeSpan;
        return TimeSpan.FromMilliseconds(HoconUnits.NotNegative(text));
    }

    /// <summary>A size in bytes: a whole number with or without a unit (<c>k</c> is 1024, <c>kB</c> is 1000); null for no text.</summary>
    public long? GetByteSize()
    {
        var text = GetString();
        return string.IsNullOrEmpty(text) ? null : HoconUnits.ByteSize(text);
    }
}
