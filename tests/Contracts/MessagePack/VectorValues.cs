namespace S3Actors.Tests.Contracts.Packing;

/// <summary>The values of the vectors, by the words that describe them in the fixture.</summary>
public static class VectorValues
{
    private static readonly DateTime Day = new(2021, 12, 9, 0, 0, 0, DateTimeKind.Utc);

    public static IReadOnlyDictionary<string, (Type Type, object? Value)> All { get; } = Build();

    private static Dictionary<string, (Type, object?)> Build()
    {
        var all = new Dictionary<string, (Type, object?)>();
        void Add<T>(string words, T value) => all.Add(words, (typeof(T), value));

        foreach (var n in new[] { 0, 1, 127, 128, 255, 256, 65535, 65536, 4294967295, 4294967296, long.MaxValue }) Add($"long {n}", n);
        foreach (var n in new[] { -1, -32, -33, -128, -129, -32768, -32769, int.MinValue, int.MinValue - 1L, long.MinValue }) Add($"long {n}", n);
        foreach (var n in new[] { 0, 127, 128, 40000, 70000, -1, -33, -200, -40000 }) Add($"int {n}", n);
        Add("ulong max", ulong.MaxValue);
        Add("byte 200", (byte)200);
        Add("true", true);
        Add("false", false);
        Add("double 0", 0.0);
        Add("double -0", -0.0);
        Add("double 1.5", 1.5);
        Add("double 0.1", 0.1);
        Add("double NaN", double.NaN);
        Add("double Infinity", double.PositiveInfinity);
        Add("double 5E-324", double.Epsilon);
        Add("float 0.1f", 0.1f);
        Add("float 1f", 1f);
        Add("string of 0: ", "");
        Add("string of 1: a", "a");
        Add("string of 31, all 'x'", new string('x', 31));
        Add("string of 32, all 'x'", new string('x', 32));
        Add("string of 255, all 'y'", new string('y', 255));
        Add("string of 256, all 'y'", new string('y', 256));
        Add("string of 300, all 'z'", new string('z', 300));
        Add("string of 11: Grüße 空間 🙂", "Grüße 空間 🙂");
        Add<string?>("null string", null);
        Add<int?>("int? null", null);
        Add<int?>("int? 7", 7);
        Add("byte[3] 1,2,3", new byte[] { 1, 2, 3 });
        Add("byte[300] zeros", new byte[300]);
        Add("int[0]", Array.Empty<int>());
        Add("int[16] 0..15", Enumerable.Range(0, 16).ToArray());
        Add("double[2] 1.5,2", new[] { 1.5, 2 });
        Add<List<string?>>("List<string> a,null", ["a", null]);
        Add<IReadOnlyList<int>>("IReadOnlyList<int> 1,2", [1, 2]);
        Add("Dictionary<string,int> a:1,b:2", new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 });
        Add("Dictionary<int,string> 1:x", new Dictionary<int, string> { [1] = "x" });
        Add("enum Color(int): Blue = 300", Color.Blue);
        Add("(int,string) tuple 1,x", (1, "x"));
        Add("DateTime 2021-12-09 00:00:00 UTC", Day);
        Add("DateTime 2021-12-09 01:02:03.4567891 UTC", Day.AddTicks(37234567891));
        Add("DateTimeOffset 2021-12-09 01:02:03 +08:00", new DateTimeOffset(2021, 12, 9, 1, 2, 3, TimeSpan.FromHours(8)));
        Add("TimeSpan 1.5 s", TimeSpan.FromSeconds(1.5));
        Add("Guid 00112233-4455-6677-8899-aabbccddeeff", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        Add("decimal 1.10", 1.10m);
        Add("[MessagePackObject] record Point([Key 0] int X = 3, [Key 1] double Y = -2.5)", new Point(3, -2.5));
        Add<Point?>("Point null", null);
        Add("record Gap([Key 0] int A = 1, [Key 3] string B = b)", new Gap(1, "b"));
        Add("readonly record struct Id([Key 0] string Value = x)", new Id("x"));
        Add("record Named(int Alpha = 1, string Beta = b), keyAsPropertyName", new Named(1, "b"));
        Add<Shape>("[Union 0 Circle, 1 Square] Shape: Circle([Key 0] double R = 2)", new Circle(2));
        Add<Shape>("Shape: Square([Key 0] int Side = 4)", new Square(4));
        Add(
            "record Big(Name n, Numbers 1,2, Maybe null, Color Green, Count 5, Map {a:0.5}, Id q, At 2021-12-09T00:00:00Z, Took 90 s, Digest FF, Points [(1,1)], Ok true)",
            new Big("n", [1, 2], null, Color.Green, 5, new Dictionary<string, double> { ["a"] = 0.5 }, new Id("q"), Day, TimeSpan.FromSeconds(90), [0xFF], [new Point(1, 1)], true));
        return all;
    }
}
