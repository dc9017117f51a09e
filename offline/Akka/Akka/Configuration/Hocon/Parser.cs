namespace Akka.Configuration.Hocon;

/// <summary>Reads a HOCON text into a tree of values.</summary>
public class Parser
{
    private readonly List<HoconSubstitution> _substitutions = [];
    private HoconReader _reader;
    private Func<string, HoconRoot> _include;

    /// <summary>Parses <paramref name="text"/>; <paramref name="includeCallback"/> gives the document that an include names.</summary>
    /// <exception cref="FormatException">The text is not HOCON, or a substitution has no value.</exception>
    /// <exception cref="ConfigurationException">Unquoted text holds '=' or ':'.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot> includeCallback) =>
        new Parser { _reader = new HoconReader(text), _include = includeCallback }.ParseDocument();

    private HoconRoot ParseDocument()
    {
        var root = new HoconValue();
        ParseObject(root, "", onlyOneKey: false);
        Resolve(new Config(new HoconRoot(root)));
        return new HoconRoot(root, _substitutions);
    }

    private void Resolve(Config document)
    {
        foreach (var substitution in _substitutions)
        {
            var value = document.GetValue(substitution.Path);
            if (value is null || value.Values.Contains(substitution))
                throw new FormatException($"Unresolved substitution: {substitution.Path}");
            substitution.ResolvedValue = value;
        }
    }

    /// <summary>Keys and values up to the closing bracket; after a dotted key, the one key that follows the dot.</summary>
    private void ParseObject(HoconValue owner, string path, bool onlyOneKey)
    {
        if (!owner.IsObject())
            owner.NewValue(new HoconObject());
        var target = owner.GetObject();

        while (true)
        {
            _reader.SkipBlankAndComments();
            if (_reader.AtEnd || _reader.TrySkip("}"))
                return;
            if (_reader.TryReadInclude(out var name))
            {
                Include(target, name, path);
                continue;
            }

            if (_reader.SkipStray())
                continue;
            var key = ReadKey();
            ParseKeyContent(target.GetOrCreateKey(key), path == "" ? key : path + "." + key);
            if (onlyOneKey)
                return;
        }
    }

    private string ReadKey() =>
        _reader.At("\"") ? _reader.ReadQuoted()
        : _reader.AtKey ? _reader.ReadKey()
        : throw _reader.Unknown("a key");

    private void Include(HoconObject target, string name, string path)
    {
        var included = _include(name);
        foreach (var substitution in included.Substitutions)
        {
            // Its paths start at the included document's root, which now lies here.
            substitution.Path = path + "." + substitution.Path;
            _substitutions.Add(substitution);
        }

        target.Merge(included.Value.GetObject());
    }

    private void ParseKeyContent(HoconValue value, string path)
    {
        while (true)
        {
            _reader.SkipBlankAndComments();
            if (_reader.AtEnd)
                return;
            if (_reader.TrySkip("."))
            {
                ParseObject(value, path, onlyOneKey: true);
                return;
            }

            if (_reader.TrySkip("{"))
            {
                ParseObject(value, path, onlyOneKey: false);
                return;
            }

            if (_reader.TrySkip("=") || _reader.TrySkip(":"))
            {
                if (!value.IsObject())
                    value.Clear();
                ParseValue(value, path);
                return;
            }

            // What cannot follow a key is passed over, as the genuine parser does.
            if (!_reader.TrySkip("}") && !_reader.SkipStray())
                ReadKey();
        }
    }

    private void ParseValue(HoconValue owner, string path)
    {
        if (_reader.AtEnd)
            throw _reader.Unknown("a value");
        _reader.SkipBlankAndComments();
        while (_reader.AtValue)
        {
            ParseElement(owner, path);
            var blanks = _reader.ReadBlanks();
            if (blanks != "")
                owner.AppendValue(new HoconLiteral { Value = blanks });
        }

        _reader.TrySkip(",");
    }

    private void ParseElement(HoconValue owner, string path)
    {
        if (_reader.TrySkip("{"))
        {
            ParseObject(owner, path, onlyOneKey: false);
        }
        else if (_reader.TrySkip("["))
        {
            owner.AppendValue(ParseArray(path));
        }
        else if (_reader.At("${"))
        {
            var substitution = new HoconSubstitution(_reader.ReadSubstitution());
            _substitutions.Add(substitution);
            owner.AppendValue(substitution);
        }
        else
        {
            if (owner.IsObject())
                owner.Clear(); // a literal overrides an earlier object
            owner.AppendValue(new HoconLiteral { Value = ReadLiteral() });
        }
    }

    private string ReadLiteral() =>
        _reader.At("\"\"\"") ? _reader.ReadTripleQuoted()
        : _reader.At("\"") ? _reader.ReadQuoted()
        : _reader.ReadWord();

    private HoconArray ParseArray(string path)
    {
        var array = new HoconArray();
        while (!_reader.AtEnd && !_reader.TrySkip("]"))
        {
            var element = new HoconValue();
            ParseValue(element, path);
            array.Add(element);
            _reader.SkipBlankAndComments();
            if (element.Values.Count == 0 && !_reader.At("]"))
                throw _reader.Unknown("an array element or ']'");
        }

        return array;
    }
}
