using System.Reflection;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>[case number, case]. A runtime type that is no case is written as nil; an unknown case number is read as null.</summary>
internal sealed class UnionCodec<T> : Codec<T?>
    where T : class
{
    private readonly Dictionary<Type, (int Key, IBoxedCodec Codec)> byType = [];
    private readonly Dictionary<int, IBoxedCodec> byKey = [];

    public UnionCodec()
    {
        foreach (var union in typeof(T).GetCustomAttributes<UnionAttribute>(false))
        {
            var codec = CodecCatalog.Boxed(union.SubType);
            byType.Add(union.SubType, (union.Key, codec));
            byKey.Add(union.Key, codec);
        }
    }

    public override void Write(PackWriter writer, T? value)
    {
        if (value is null || !byType.TryGetValue(value.GetType(), out var found))
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(2);
        writer.Write((long)found.Key);
        found.Codec.Write(writer, value);
    }

    public override T? Read(PackReader reader)
    {
        if (reader.TryReadNil()) return null;
        if (reader.ReadArrayHeader() != 2) throw new MessagePackSerializationException($"A {typeof(T).Name} is [case number, case].");
        reader.Descend();
        T? value = null;
        if (byKey.TryGetValue(reader.ReadInt32(), out var codec)) value = (T?)codec.Read(reader);
        else reader.Skip();
        reader.Ascend();
        return value;
    }
}
