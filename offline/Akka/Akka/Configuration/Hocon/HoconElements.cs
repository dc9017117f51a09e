namespace Akka.Configuration.Hocon;

/// <summary>One piece of a value: a literal, an array, an object or a substitution.</summary>
public interface IHoconElement
{
    bool IsString();
    string GetString();
    bool IsArray();
    IList<HoconValue> GetArray();
}

/// <summary>An element that may turn out to be an object once it is resolved.</summary>
public interface IMightBeAHoconObject
{
    bool IsObject();
    HoconObject GetObject();
}

/// <summary>Text, quoted or not. Numbers, booleans and durations are text until they are asked for.</summary>
public class HoconLiteral : IHoconElement
{
    public string Value { get; set; }

    public bool IsString() => true;

    public string GetString() => Value;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new InvalidOperationException("A literal is not an array.");

    public override string ToString() => Value;
}

/// <summary>An ordered list of values.</summary>
public class HoconArray : List<HoconValue>, IHoconElement
{
    public bool IsString() => false;

    public string GetString() => throw new InvalidOperationException("An array is not a string.");

    public bool IsArray() => true;

    public IList<HoconValue> GetArray() => this;

    public override string ToString() => "[" + string.Join(",", this) + "]";
}

/// <summary>A reference <c>${path}</c> to another value of the same document; resolved when parsing ends.</summary>
public class HoconSubstitution : IHoconElement, IMightBeAHoconObject
{
    protected HoconSubstitution()
    {
    }

    public HoconSubstitution(string path) => Path = path;

    /// <summary>Dotted path from the root of the document.</summary>
    public string Path { get; set; }

    public HoconValue ResolvedValue { get; set; }

    public bool IsString() => ResolvedValue.IsString();

    public string GetString() => ResolvedValue.GetString();

    public bool IsArray() => ResolvedValue.IsArray();

    public IList<HoconValue> GetArray() => ResolvedValue.GetArray();

    public bool IsObject() => ResolvedValue != null && ResolvedValue.IsObject();

    public HoconObject GetObject() => ResolvedValue.GetObject();
}

/// <summary>A parsed document: its value and the substitutions in it.</summary>
public class HoconRoot
{
    protected HoconRoot()
    {
    }

    public HoconRoot(HoconValue value) : this(value, [])
    {
    }

    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions)
    {
        Value = value;
        Substitutions = substitutions;
    }

    public HoconValue Value { get; private set; }

    public IEnumerable<HoconSubstitution> Substitutions { get; private set; }
}
