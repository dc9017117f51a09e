using MessagePack;

namespace S3Actors.Tests.Contracts.Packing;

/// <summary>The types of the vectors written by the genuine package. Their keys are those of the vectors.</summary>
public enum Color
{
    Red = 0,
    Green = 1,
    Blue = 300,
}

[MessagePackObject]
public sealed record Point([property: Key(0)] int X, [property: Key(1)] double Y);

[MessagePackObject]
public sealed record Gap([property: Key(0)] int A, [property: Key(3)] string B);

[MessagePackObject]
public readonly record struct Id([property: Key(0)] string Value);

[MessagePackObject(keyAsPropertyName: true)]
public sealed record Named(int Alpha, string Beta);

[Union(0, typeof(Circle))]
[Union(1, typeof(Square))]
public abstract record Shape;

[MessagePackObject]
public sealed record Circle([property: Key(0)] double R) : Shape;

[MessagePackObject]
public sealed record Square([property: Key(0)] int Side) : Shape;

[MessagePackObject]
public sealed record Big(
    [property: Key(0)] string Name,
    [property: Key(1)] IReadOnlyList<int> Numbers,
    [property: Key(2)] string? Maybe,
    [property: Key(3)] Color Color,
    [property: Key(4)] long Count,
    [property: Key(5)] IReadOnlyDictionary<string, double> Map,
    [property: Key(6)] Id Id,
    [property: Key(7)] DateTime At,
    [property: Key(8)] TimeSpan Took,
    [property: Key(9)] byte[] Digest,
    [property: Key(10)] IReadOnlyList<Point> Points,
    [property: Key(11)] bool Ok);

/// <summary>A type within itself.</summary>
[MessagePackObject]
public sealed record Tree([property: Key(0)] IReadOnlyList<Tree>? Children);

/// <summary>Mutable members: what does not come keeps its initial value.</summary>
[MessagePackObject]
public sealed class Settings
{
    [Key(0)]
    public int First { get; set; } = 10;

    [Key(1)]
    public string Second { get; set; } = "initial";

    [IgnoreMember]
    public int Derived => First * 2;
}

/// <summary>Two constructors: the marked one reads.</summary>
[MessagePackObject]
public sealed class Marked
{
    [SerializationConstructor]
    public Marked(int value) => Value = value;

    public Marked(int value, string source)
    {
        Value = value;
        Source = source;
    }

    [Key(0)]
    public int Value { get; }

    [IgnoreMember]
    public string Source { get; } = "bytes";
}
