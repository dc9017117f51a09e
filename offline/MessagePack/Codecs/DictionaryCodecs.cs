using System.Collections.Immutable;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>A map in the order of enumeration; null as nil. A key that comes twice is refused on reading.</summary>
internal abstract class MapCodec<TKey, TValue, TMap> : Codec<TMap>
    where TKey : notnull
    where TMap : class?, IEnumerable<KeyValuePair<TKey, TValue>>?
{
    public sealed override void Write(PackWriter writer, TMap value)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        var keys = CodecOf<TKey>.Instance;
        var values = CodecOf<TValue>.Instance;
        writer.WriteMapHeader(value.Count());
        foreach (var (key, item) in value)
        {
            keys.Write(writer, key);
            values.Write(writer, item);
        }
    }

    public sealed override TMap Read(PackReader reader)
    {
        if (reader.TryReadNil()) return default!;
        var count = reader.ReadMapHeader();
        var map = new Dictionary<TKey, TValue>(count, reader.Security.GetEqualityComparer<TKey>());
        var keys = CodecOf<TKey>.Instance;
        var values = CodecOf<TValue>.Instance;
        reader.Descend();
        for (var i = 0; i < count; i++)
        {
            var key = keys.Read(reader);
            map.Add(key, values.Read(reader));
        }

        reader.Ascend();
        return Collect(map);
    }

    protected abstract TMap Collect(Dictionary<TKey, TValue> items);
}

internal sealed class DictionaryCodec<TKey, TValue> : MapCodec<TKey, TValue, Dictionary<TKey, TValue>?>
    where TKey : notnull
{
    protected override Dictionary<TKey, TValue> Collect(Dictionary<TKey, TValue> items) => items;
}

internal sealed class InterfaceDictionaryCodec<TKey, TValue> : MapCodec<TKey, TValue, IDictionary<TKey, TValue>?>
    where TKey : notnull
{
    protected override IDictionary<TKey, TValue> Collect(Dictionary<TKey, TValue> items) => items;
}

internal sealed class ReadOnlyDictionaryCodec<TKey, TValue> : MapCodec<TKey, TValue, IReadOnlyDictionary<TKey, TValue>?>
    where TKey : notnull
{
    protected override IReadOnlyDictionary<TKey, TValue> Collect(Dictionary<TKey, TValue> items) => items;
}

internal sealed class SortedDictionaryCodec<TKey, TValue> : MapCodec<TKey, TValue, SortedDictionary<TKey, TValue>?>
    where TKey : notnull
{
    protected override SortedDictionary<TKey, TValue> Collect(Dictionary<TKey, TValue> items) => new(items);
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue> : MapCodec<TKey, TValue, ImmutableDictionary<TKey, TValue>?>
    where TKey : notnull
{
    protected override ImmutableDictionary<TKey, TValue> Collect(Dictionary<TKey, TValue> items) => items.ToImmutableDictionary();
}
