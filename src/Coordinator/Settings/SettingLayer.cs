using Akka.Configuration;
using Akka.Configuration.Hocon;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Settings;

/// <summary>The settings of one source: the reference, a campaign's file, or one <c>--set</c>.</summary>
public sealed class SettingLayer
{
    private const string Section = "s3actors";
    private static readonly Lazy<SettingLayer> OwnReference = new(() => FromFile(CampaignConfiguration.ReferenceFile));
    private readonly HoconObject? _root;

    private SettingLayer(string source, HoconObject? root) => (Source, _root) = (source, root);

    /// <summary>The source as a message names it.</summary>
    public string Source { get; }

    /// <summary>The product's own defaults: read once, as nothing changes a layer.</summary>
    public static SettingLayer Reference => OwnReference.Value;

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="ConfigurationException">It is no HOCON, or something stands outside of <c>s3actors</c>.</exception>
    public static SettingLayer FromText(string source, string text)
    {
        var root = Parse(source, text);
        var strange = root?.Items.Keys.Where(key => key != Section).ToList() ?? [];
        if (strange.Count > 0)
            throw new ConfigurationException([.. strange.Select(key =>
                new ConfigurationProblem(source, key, null, $"every setting stands in the section {Section} {{ ... }}"))]);
        return new SettingLayer(source, root is null ? null : Child(root, Section)?.GetObject());
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or <see cref="FromText"/>.</exception>
    public static SettingLayer FromFile(string path)
    {
        try
        {
            return FromText(path, InputFile.ReadText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) // the last where it is no path
        {
            throw new ConfigurationException([new(path.Length > 0 ? path : "FILE", "", null, InputFile.Problem(path, e))]);
        }
    }

    /// <summary>Reads <c>key=value</c>; the section's name may be left out.</summary>
    /// <exception cref="ConfigurationException">It has another form.</exception>
    public static SettingLayer FromOption(string option)
    {
        var (key, value) = Split(option);
        try
        {
            return FromText("--set", $"{Section}.{key} = {OfOption(value)}");
        }
        catch (ConfigurationException malformed)
        {
            throw new ConfigurationException([.. malformed.Problems.Select(it => it with { Key = key, Value = value })]);
        }
    }

    /// <summary>The key, without the section's name, and the value of an option <c>key=value</c>.</summary>
    /// <exception cref="ConfigurationException">It has another form.</exception>
    public static (string Key, string Value) Split(string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var key = equals < 0 ? "" : option[..equals].Trim();
        if (key.Length == 0 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.'))
            throw new ConfigurationException([new("--set", "", null, $"'{option}' is not of the form key=value, as in training.steps=100")]);
        return (key.StartsWith(Section + ".", StringComparison.Ordinal) ? key[(Section.Length + 1)..] : key, option[(equals + 1)..].Trim());
    }

    /// <summary>An option's value as HOCON: lists and quoted text as they stand; everything else is one literal, whatever characters it has.</summary>
    public static string OfOption(string value) => value.Length > 0 && value[0] is '[' or '"' ? value : Quoted(value);

    /// <summary>A text as HOCON holds it, whatever characters it has.</summary>
    public static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The value at a dotted key; null where this source says nothing of it.</summary>
    public HoconValue? Find(string key)
    {
        HoconValue? value = null;
        var node = _root;
        foreach (var part in key.Split('.'))
        {
            value = node is null ? null : Child(node, part);
            node = value?.GetObject();
        }
        return value;
    }

    /// <summary>The names directly below a dotted key (the empty key: the section itself), in the order written.</summary>
    public IEnumerable<string> NamesBelow(string key) =>
        (key.Length == 0 ? _root : Find(key)?.GetObject())?.Items.Keys ?? Enumerable.Empty<string>();

    /// <summary>Every key that holds a value and not a further section, in full.</summary>
    public IEnumerable<string> Keys() => _root is null ? [] : Keys(_root, "");

    /// <summary>A value as a message shows it.</summary>
    public static string Show(HoconValue value) =>
        value.IsObject() ? "{...}"
        : value.IsString() ? value.GetString() is { } text ? text.Length == 0 ? "\"\"" : text : "null"
        : "[" + string.Join(", ", value.GetArray().Select(Show)) + "]";

    private static IEnumerable<string> Keys(HoconObject node, string prefix) =>
        node.Items.SelectMany(item => item.Value.GetObject() is { } below
            ? Keys(below, prefix + Name(item.Key) + ".")
            : [prefix + Name(item.Key)]);

    /// <summary>A name as it was written: <c>"a.b"</c> in quotes is one name, and no setting has such.</summary>
    private static string Name(string key) => key.Contains('.', StringComparison.Ordinal) ? $"\"{key}\"" : key;

    private static HoconValue? Child(HoconObject node, string name) => node.Items.GetValueOrDefault(name);

    private static HoconObject? Parse(string source, string text)
    {
        if (HoconShape.Problem(text) is { } problem) throw new ConfigurationException([new(source, "", null, $"this is not HOCON: {problem}")]);
        try
        {
            return Parse(text);
        }
        catch (Exception e) // the parser throws bare exceptions of several types
        {
            var firstLine = e.Message.Split('\n', 2)[0].TrimEnd().TrimEnd(':');
            throw new ConfigurationException([new(source, "", null, FormattableString.Invariant($"this is not HOCON: line {LineOfFault(text)}: {firstLine}"))]);
        }
    }

    /// <summary>The end of line is for the parser, which does not know a sign that is the very last.</summary>
    private static HoconObject? Parse(string text) =>
        ConfigurationFactory.ParseString(text + "\n", _ => throw new FormatException("no file can be included")).Root.GetObject();

    /// <summary>
    /// The line, counted from 1, on which the parser gives up: it does not say so itself. It reads from the beginning on, so this is the
    /// first line that it refuses as the end of a text, whatever is open there closed.
    /// </summary>
    private static int LineOfFault(string text)
    {
        var lines = text.Split('\n');
        var (taken, refused) = (0, lines.Length); // lines
        while (refused - taken > 1)
        {
            var half = (taken + refused) / 2;
            if (IsTaken(string.Join('\n', lines.Take(half)))) taken = half;
            else refused = half;
        }
        return refused;

        static bool IsTaken(string beginning)
        {
            if (HoconShape.Closing(beginning) is not { } closing) return true; // it ends within a quoted text, of which more lines follow
            try
            {
                Parse($"{beginning}\n{closing}");
                return true;
            }
            catch (Exception) // of the same several types
            {
                return false;
            }
        }
    }
}
