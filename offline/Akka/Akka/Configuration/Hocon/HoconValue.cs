namespace Akka.Configuration.Hocon;

/// <summary>
/// What stands behind a key: a run of elements. One object element makes it an object, array elements are joined to one
/// array, and literals on one line (blanks between them included) are joined to one string.
/// </summary>
public partial class HoconValue : IMightBeAHoconObject
{
    public HoconValue() : this([])
    {
    }

    public HoconValue(List<IHoconElement> values, bool adoptedFromFallback = true)
    {
        Values = values;
        AdoptedFromFallback = adoptedFromFallback;
    }

    public List<IHoconElement> Values { get; private set; }

    internal bool AdoptedFromFallback { get; }

    /// <summary>True without any element, and for an object without keys.</summary>
    public bool IsEmpty => Values.Count == 0 || Values[0] is HoconObject { Items.Count: 0 };

    public Config ToConfig() => new(new HoconRoot(this));

    /// <summary>A configuration that has this value under the one key given.</summary>
    public Config AtKey(string key)
    {
        var holder = new HoconObject();
        holder.Items[key] = this;
        return new Config(new HoconRoot(new HoconValue([holder])));
    }

    /// <summary>The object this value is, or null.</summary>
    public HoconObject GetObject() => Values.FirstOrDefault() switch
    {
        HoconObject own => own,
        IMightBeAHoconObject other when other.IsObject() => other.GetObject(),
        _ => null,
    };

    public bool IsObject() => GetObject() != null;

    public HoconValue GetChildObject(string key) => GetObject()?.GetKey(key);

    public void AppendValue(IHoconElement value) => Values.Add(value);

    public void Clear() => Values.Clear();

    public void NewValue(IHoconElement value)
    {
        Values.Clear();
        Values.Add(value);
    }

    public bool IsString() => Values.Count > 0 && Values.All(element => element.IsString());

    /// <summary>The text, trimmed; null for the unquoted word <c>null</c> and for what is not text.</summary>
    public string GetString()
    {
        if (!IsString())
            return null;
        var text = string.Concat(Values.Select(element => element.GetString())).Trim();
        return text == "null" ? null : text;
    }

    /// <summary>True for an array with at least one element.</summary>
    public bool IsArray() => GetArray().Count != 0;

    public IList<HoconValue> GetArray() =>
        Values.Where(element => element.IsArray()).SelectMany(element => element.GetArray()).ToList();

    public override string ToString() => ToString(0);

    public virtual string ToString(int indent)
    {
        if (IsString())
            return HoconText.Quoted(GetString());
        if (IsObject())
        {
            var body = GetObject().ToString(indent + 1);
            return indent == 0 ? body : "{\r\n" + body + new string(' ', indent * 2) + "}";
        }

        return IsArray()
            ? "[" + string.Join(",", GetArray().Select(element => element.ToString(indent + 1))) + "]"
            : "<<unknown value>>";
    }
}
