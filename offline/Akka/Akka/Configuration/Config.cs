using Akka.Configuration.Hocon;
using Akka.Util.Internal;

namespace Akka.Configuration;

/// <summary>
/// An immutable tree of settings with fallbacks behind it. Paths are dotted; a segment in quotes may hold dots.
/// A missing scalar reads as the default given, a missing section as null.
/// </summary>
public partial class Config
{
    public static readonly Config Empty = ConfigurationFactory.Empty;

    private HoconValue _own;

    public Config()
    {
    }

    public Config(HoconRoot root)
    {
        _own = root.Value ?? throw new ArgumentNullException(nameof(root), "The root value cannot be null.");
        Root = _own;
        Substitutions = root.Substitutions;
    }

    public Config(Config source, Config fallback)
    {
        ArgumentNullException.ThrowIfNull(source);
        _own = source._own;
        Root = source.Root;
        Fallback = fallback;
    }

    public Config Fallback { get; private set; }

    /// <summary>The merged tree, fallbacks included.</summary>
    public virtual HoconValue Root { get; private set; }

    public IEnumerable<HoconSubstitution> Substitutions { get; set; }

    public virtual bool IsEmpty => Root is null || Root.IsEmpty;

    public virtual bool HasPath(string path) => GetValue(path) != null;

    /// <summary>The value at a path, or null.</summary>
    public HoconValue GetValue(string path)
    {
        var node = Root ?? throw new InvalidOperationException("This configuration has no root.");
        foreach (var key in path.SplitDottedPathHonouringQuotes())
        {
            node = node.GetChildObject(key);
            if (node is null)
                return null;
        }

        return node;
    }

    /// <summary>The section at a path with its fallbacks, or null where no configuration in the chain has it.</summary>
    public virtual Config GetConfig(string path)
    {
        var behind = Fallback?.GetConfig(path);
        return GetValue(path) is { } value ? new Config(new HoconRoot(value)).WithFallback(behind) : behind;
    }

    /// <summary>This configuration first; what it lacks is read from <paramref name="fallback"/>. Objects are merged key by key.</summary>
    public virtual Config WithFallback(Config fallback)
    {
        if (ReferenceEquals(fallback, this))
            throw new ArgumentException("Config can not have itself as fallback", nameof(fallback));
        if (fallback is null)
            return this;
        if (IsEmpty)
            return fallback;
        if (fallback.IsEmpty || Contains(fallback))
            return this;

        var merged = Copy(fallback);
        merged.Root = new HoconValue([fallback.Root.GetObject().MergeImmutable(Root.GetObject())]);
        return merged;
    }

    protected Config Copy(Config fallback = null) => new()
    {
        Fallback = Fallback is null ? fallback : Fallback.Copy(fallback),
        Root = Root,
        _own = _own,
        Substitutions = Substitutions,
    };

    /// <summary>The top-level keys, each once, nearest configuration first.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable()
    {
        var seen = new HashSet<string>();
        for (var current = this; current != null; current = current.Fallback)
        {
            foreach (var item in current.Root.GetObject().Items)
            {
                if (seen.Add(item.Key))
                    yield return item;
            }
        }
    }

    /// <summary>This configuration's own text, without fallbacks.</summary>
    public override string ToString() => _own is null ? "" : _own.ToString();

    public string ToString(bool includeFallback) => includeFallback ? Root.ToString() : ToString();

    public static Config operator +(Config config, string fallback) => config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    internal bool Contains(Config other) => Contains(other.Root.GetObject(), "");

    /// <summary>Whether every value of <paramref name="other"/> already reads the same here.</summary>
    private bool Contains(HoconObject other, string path)
    {
        foreach (var (key, theirs) in other.Items)
        {
            var here = path == "" ? key : $"{path}.\"{key}\"";
            if (GetValue(here) is not { } ours)
                return false;
            var same = theirs.IsObject() ? Contains(theirs.GetObject(), here)
                : theirs.IsArray() ? theirs.GetArray().All(element => ours.GetStringList().Contains(element.GetString()))
                : theirs.GetString() == ours.GetString();
            if (!same)
                return false;
        }

        return true;
    }
}
