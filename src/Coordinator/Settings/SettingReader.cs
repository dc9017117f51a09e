using System.Globalization;
using System.Numerics;
using Akka.Configuration.Hocon;

namespace S3Actors.Coordinator.Settings;

/// <summary>
/// Reads typed settings out of layers, the first that has a key goes first. A value that is not allowed becomes a problem and reads as
/// something harmless, so that all problems of a configuration are shown at once; <see cref="ThrowOnProblems"/> ends the reading.
/// </summary>
public sealed class SettingReader(IReadOnlyList<SettingLayer> layers)
{
    private const int MostUnknownKeys = 20; // of one source; a file of another program has thousands
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>What is missing everywhere is missing in the user's file, the layer above the reference.</summary>
    private SettingLayer Own => layers.Count > 1 ? layers[^2] : layers[^1];

    /// <summary>Every key that was asked for.</summary>
    public IReadOnlySet<string> KeysRead => _read;

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>A whole number in [<paramref name="minimum"/>, <paramref name="maximum"/>].</summary>
    public int Int32(string key, int minimum, int maximum = int.MaxValue) => (int)Int64(key, minimum, maximum);

    /// <summary>A whole number in [<paramref name="minimum"/>, <paramref name="maximum"/>].</summary>
    public long Int64(string key, long minimum, long maximum = long.MaxValue) =>
        Read(key, value => ParseInt64(value, minimum, maximum), WholeNumber(key, minimum, maximum), minimum);

    /// <summary>A whole number of at least <paramref name="minimum"/>, or <c>off</c>: null.</summary>
    public long? Int64OrOff(string key, long minimum) => Int64Or(key, "off", minimum);

    /// <summary>A whole number in [<paramref name="minimum"/>, <paramref name="maximum"/>], or a word: null.</summary>
    public long? Int64Or(string key, string word, long minimum, long maximum = long.MaxValue) =>
        Is(key, word) ? null : Read(key, value => ParseInt64(value, minimum, maximum), $"{WholeNumber(key, minimum, maximum)}, or {word}", (long?)null);

    /// <summary>A number in [<paramref name="minimum"/>, <paramref name="maximum"/>]; its ends excluded where said so.</summary>
    public double Double(string key, double minimum, double maximum = double.PositiveInfinity, bool aboveMinimum = false, bool belowMaximum = false) =>
        Read(key, value => ParseDouble(value, minimum, maximum, aboveMinimum, belowMaximum), Number(key, minimum, maximum, aboveMinimum, belowMaximum), Harmless(minimum));

    /// <summary>A number above <paramref name="minimum"/>, or <c>off</c>: null.</summary>
    public double? DoubleOrOff(string key, double minimum) =>
        IsOff(key) ? null : Read(key, value => ParseDouble(value, minimum, double.PositiveInfinity, true, false),
            Number(key, minimum, double.PositiveInfinity, true, false) + ", or off", Harmless(minimum));

    /// <summary>Numbers, at least <paramref name="minimumCount"/> of them, each in (<paramref name="above"/>, infinity).</summary>
    public IReadOnlyList<double> Doubles(string key, int minimumCount, double above) =>
        Read(key, value =>
            {
                var numbers = value.GetArray().Select(v => ParseDouble(v, above, double.PositiveInfinity, !double.IsNegativeInfinity(above), false)).ToList();
                return !value.IsString() && !value.IsObject() && numbers.Count >= minimumCount && numbers.TrueForAll(n => n is not null)
                    ? numbers.ConvertAll(n => n!.Value).ToArray() : null;
            },
            $"must be a list of at least {minimumCount} number(s)" + (double.IsNegativeInfinity(above) ? "" : $" above {above.ToString(CultureInfo.InvariantCulture)}")
            + ", as in [1, 2, 3]", Array.Empty<double>());

    /// <summary>Numbers as <see cref="Doubles"/> takes them, or <c>off</c>: null.</summary>
    public IReadOnlyList<double>? DoublesOrOff(string key, int minimumCount, double above) => IsOff(key) ? null : Doubles(key, minimumCount, above);

    /// <summary><c>true</c> or <c>false</c>, also <c>on</c>/<c>off</c>, <c>yes</c>/<c>no</c>.</summary>
    public bool Boolean(string key) =>
        Read(key, value => Text(value) switch { "true" or "on" or "yes" => true, "false" or "off" or "no" => false, _ => (bool?)null },
            "must be true or false", false);

    /// <summary>Any text that is not empty.</summary>
    public string Text(string key) => Read(key, value => Text(value) is { Length: > 0 } text ? text : null, "must not be empty, nor hold a null character", "");

    /// <summary>Text for which <paramref name="isAllowed"/> holds.</summary>
    public string Text(string key, Func<string, bool> isAllowed, string allowed) =>
        Read(key, value => Text(value) is { } text && isAllowed(text) ? text : null, allowed, "");

    /// <summary>A list of texts, each of which <paramref name="isAllowed"/> holds for; it may be empty.</summary>
    public IReadOnlyList<string> Texts(string key, Func<string, bool> isAllowed, string allowed) =>
        Read(key, value => !value.IsString() && !value.IsObject() && value.GetArray().Select(Text).ToArray() is var texts && Array.TrueForAll(texts, text => text is not null && isAllowed(text)) ? texts : null,
            allowed, Array.Empty<string>());

    /// <summary>Text, or <c>off</c>: null.</summary>
    public string? TextOrOff(string key) => IsOff(key) ? null : Text(key);

    /// <summary>One of a few words, each with what it means.</summary>
    public T OneOf<T>(string key, params (string Word, T Meaning)[] words)
    {
        var index = Read(key, value => Array.FindIndex(words, w => w.Word == Text(value)) is >= 0 and var i ? i : (int?)null,
            $"must be one of {string.Join(", ", words.Select(w => w.Word))}", 0);
        return words[index].Meaning;
    }

    /// <summary>Whether a key's value is a certain word.</summary>
    public bool Is(string key, string word)
    {
        _read.Add(key);
        return Locate(key).Value is { } value && Text(value) == word;
    }

    /// <summary>Whether any layer says something of a key, be it a value or a section.</summary>
    public bool Has(string key)
    {
        _read.Add(key);
        return layers.Any(layer => layer.Find(key) is not null);
    }

    /// <summary>The names directly below a key in any layer, ordinal order.</summary>
    public IReadOnlyList<string> NamesBelow(string key) =>
        [.. layers.SelectMany(layer => layer.NamesBelow(key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Records what is wrong with a key beyond its type: with the value and the source it came from.</summary>
    /// <param name="isSecret">Whether the value, which may be a password in the wrong place, is not shown.</param>
    public void Refuse(string key, string message, bool isSecret = false)
    {
        var (layer, value) = Locate(key);
        _problems.Add(new ConfigurationProblem((layer ?? Own).Source, key, value is null || isSecret ? null : SettingLayer.Show(value), message));
    }

    /// <summary>Refuses a key where a condition does not hold, unless it was refused already, or another setting that the condition is about.</summary>
    /// <param name="others">Keys of these.</param>
    public void Require(bool holds, string key, string message, params string[] others)
    {
        if (!holds && !_problems.Exists(p => p.Key == key || others.Contains(p.Key))) Refuse(key, message);
    }

    /// <summary>
    /// Adds a problem for each of the first keys that nothing asked for, with the nearest that something did; the last layer is the reference. What
    /// stands below a setting that was refused for being a section is no further problem.
    /// </summary>
    public void RefuseUnknownKeys()
    {
        foreach (var layer in layers.SkipLast(1))
        {
            var unknown = layer.Keys().Where(key => !_read.Contains(key)
                && !_problems.Exists(it => it.Source == layer.Source && key.StartsWith(it.Key + ".", StringComparison.Ordinal))).ToList();
            foreach (var key in unknown.Take(MostUnknownKeys)) RefuseUnknownKey(layer, key);
            if (unknown.Count > MostUnknownKeys)
                _problems.Add(new ConfigurationProblem(
                    layer.Source, "", null, FormattableString.Invariant($"and {unknown.Count - MostUnknownKeys} more keys that are no settings")));
        }

        void RefuseUnknownKey(SettingLayer layer, string key)
        {
            var nearest = NearestName.Of(key, _read);
            _problems.Add(new ConfigurationProblem(layer.Source, key, layer.Find(key) is { } value ? SettingLayer.Show(value) : null,
                "there is no such setting" + (nearest is null ? "; hocon/reference.conf lists them all" : $"; did you mean {nearest}?")));
        }
    }

    /// <exception cref="ConfigurationException">Something was wrong.</exception>
    public void ThrowOnProblems()
    {
        if (_problems.Count > 0) throw new ConfigurationException(_problems);
    }

    private T Read<T>(string key, Func<HoconValue, object?> parse, string allowed, T harmless)
    {
        _read.Add(key);
        var (layer, value) = Locate(key);
        if (value is not null && parse(value) is T parsed) return parsed;
        var problem = value is null ? new ConfigurationProblem(Own.Source, key, null, $"is missing: {allowed}")
            : new ConfigurationProblem(layer!.Source, key, SettingLayer.Show(value), allowed);
        if (!_problems.Contains(problem)) _problems.Add(problem); // what several sections share is read several times
        return harmless;
    }

    private (SettingLayer? Layer, HoconValue? Value) Locate(string key)
    {
        foreach (var layer in layers)
            if (layer.Find(key) is { } value)
                return (layer, value);
        return (null, null);
    }

    private string? Written(string key) => Locate(key).Value is { } value ? Text(value) : null;

    private static double Harmless(double minimum) => double.IsFinite(minimum) ? minimum : 0;

    private bool IsOff(string key) => Is(key, "off");

    // No file name holds a null character, and nothing else has a use for one. Of HOCON's null the parser makes a text that is none.
    private static string? Text(HoconValue value) => value.IsString() && value.GetString() is { } text && !text.Contains('\0') ? text : null;

    private static object? ParseInt64(HoconValue value, long minimum, long maximum) =>
        long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= minimum && n <= maximum ? n : null;

    private static double? ParseDouble(HoconValue value, double minimum, double maximum, bool aboveMinimum, bool belowMaximum) =>
        double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n)
        && (aboveMinimum ? n > minimum : n >= minimum) && (belowMaximum ? n < maximum : n <= maximum) ? n : null;

    /// <summary>What is allowed. A limit that is that of the type is said to who exceeded it.</summary>
    private string WholeNumber(string key, long minimum, long maximum) =>
        maximum is int.MaxValue or long.MaxValue && !(BigInteger.TryParse(Written(key), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > maximum)
            ? $"must be a whole number of at least {minimum}" : $"must be a whole number from {minimum} to {maximum}";

    private string Number(string key, double minimum, double maximum, bool aboveMinimum, bool belowMaximum)
    {
        if (double.IsPositiveInfinity(maximum) && double.TryParse(Written(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsPositiveInfinity(n))
            (maximum, belowMaximum) = (double.MaxValue, false);
        var from = aboveMinimum ? "above" : "of at least";
        var lower = double.IsNegativeInfinity(minimum) ? "" : string.Create(CultureInfo.InvariantCulture, $" {from} {minimum}");
        var upper = double.IsPositiveInfinity(maximum) ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{(lower.Length > 0 ? " and" : "")} {(belowMaximum ? "below" : "at most")} {maximum}");
        return $"must be a number{lower}{upper}";
    }
}
