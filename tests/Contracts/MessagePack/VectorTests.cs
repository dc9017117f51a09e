using System.Text.Json;
using MessagePack;

namespace S3Actors.Tests.Contracts.Packing;

/// <summary>Every value in the fixture has exactly the bytes that MessagePack 3.1.8 wrote for it.</summary>
public sealed class VectorTests
{
    private static readonly IReadOnlyDictionary<string, Vector> Vectors = JsonSerializer
        .Deserialize<Vector[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "messagepack-vectors.json")), JsonSerializerOptions.Web)!
        .ToDictionary(vector => vector.Value);

    public static TheoryData<string> Words => [.. Vectors.Keys];

    [Fact]
    public void Every_vector_has_its_value_here_and_every_value_its_vector()
    {
        Assert.Equal(79, Vectors.Count);
        Assert.Equal(Vectors.Keys.Order(StringComparer.Ordinal), VectorValues.All.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Writes_the_genuine_bytes(string words)
    {
        var (type, value) = VectorValues.All[words];
        Assert.Equal(Vectors[words].Hex, Convert.ToHexString(MessagePackSerializer.Serialize(type, value)));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Reads_the_genuine_bytes_into_the_same_value(string words)
    {
        var (type, value) = VectorValues.All[words];
        var bytes = Convert.FromHexString(Vectors[words].Hex);
        foreach (var security in new[] { MessagePackSecurity.TrustedData, MessagePackSecurity.UntrustedData })
        {
            var read = MessagePackSerializer.Deserialize(type, bytes, MessagePackSerializerOptions.Standard.WithSecurity(security));
            Assert.Equivalent(value, read, strict: true);
            Assert.Equal(bytes, MessagePackSerializer.Serialize(type, read));
        }
    }

    private sealed record Vector(string Value, string Hex, string Json);
}
