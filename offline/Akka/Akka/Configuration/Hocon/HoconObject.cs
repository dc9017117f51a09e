using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Keys and values, in the order in which they were written.</summary>
public class HoconObject : IHoconElement
{
    public Dictionary<string, HoconValue> Items { get; private init; } = [];

    /// <summary>The same tree as plain dictionaries; leaves stay <see cref="HoconValue"/>.</summary>
    public IDictionary<string, object> Unwrapped =>
        Items.ToDictionary(item => item.Key, item => item.Value.GetObject() is { } child ? (object)child.Unwrapped : item.Value);

    public bool IsString() => false;

    public string GetString() => throw new InvalidOperationException("An object is not a string.");

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new InvalidOperationException("An object is not an array.");

    /// <summary>The value under a key, or null.</summary>
    public HoconValue GetKey(string key) => Items.GetValueOrDefault(key);

    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out var value))
            Items.Add(key, value = new HoconValue());
        return value;
    }

    /// <summary>Takes over the keys of <paramref name="other"/>: objects are merged, anything else is replaced.</summary>
    public void Merge(HoconObject other)
    {
        foreach (var (key, value) in other.Items.ToArray())
            Items[key] = Combine(Items.GetValueOrDefault(key), value);
    }

    /// <summary>Like <see cref="Merge"/>, leaving this object as it was.</summary>
    internal HoconObject MergeImmutable(HoconObject other)
    {
        var merged = new HoconObject { Items = new Dictionary<string, HoconValue>(Items) };
        merged.Merge(other);
        return merged;
    }

    private static HoconValue Combine(HoconValue ours, HoconValue theirs)
    {
        if (ours is null || !ours.IsObject() || !theirs.IsObject())
            return theirs;
        var value = new HoconValue();
        value.AppendValue(ours.GetObject().MergeImmutable(theirs.GetObject()));
        return value;
    }

    public override string ToString() => ToString(0);

    public string ToString(int indent)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in Items)
            text.Append(' ', indent * 2).Append(HoconText.Quoted(key)).Append(" : ").Append(value.ToString(indent)).Append("\r\n");
        return text.ToString();
    }
}
