using Akka.Actor;
using Akka.Serialization;
using MessagePack;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>The events and the snapshot of the fixture genuine-journal.db.</summary>
[MessagePackObject]
public sealed record Added([property: Key(0)] int N, [property: Key(1)] string Text)
{
    public static Added Of(int n) => new(n, $"n={n}");
}

[MessagePackObject]
public sealed record Total([property: Key(0)] int Sum, [property: Key(1)] int Count);

/// <summary>An event that its serializer refuses to write.</summary>
public sealed record Unwritable(int N);

public sealed class SumSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 5011;

    public override string Manifest(object o) => o switch
    {
        Added => "added-v1",
        Total => "total-v1",
        _ => "unwritable",
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        Added added => MessagePackSerializer.Serialize(added),
        Total total => MessagePackSerializer.Serialize(total),
        _ => throw new NotSupportedException("refused by the serializer"),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        "added-v1" => MessagePackSerializer.Deserialize<Added>(bytes),
        "total-v1" => MessagePackSerializer.Deserialize<Total>(bytes),
        _ => throw new NotSupportedException(manifest),
    };
}
