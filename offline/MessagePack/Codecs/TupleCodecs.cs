using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>An array of fixed length, one element a component.</summary>
internal abstract class FixedArrayCodec<T>(int count) : Codec<T>
{
    public sealed override void Write(PackWriter writer, T value)
    {
        writer.WriteArrayHeader(count);
        WriteItems(writer, value);
    }

    public sealed override T Read(PackReader reader)
    {
        var found = reader.ReadArrayHeader();
        if (found != count) throw new MessagePackSerializationException($"{typeof(T).Name} has {count} components; found {found}.");
        reader.Descend();
        var value = ReadItems(reader);
        reader.Ascend();
        return value;
    }

    protected static void Put<TItem>(PackWriter writer, TItem item) => CodecOf<TItem>.Instance.Write(writer, item);

    protected static TItem Get<TItem>(PackReader reader) => CodecOf<TItem>.Instance.Read(reader);

    protected abstract void WriteItems(PackWriter writer, T value);

    protected abstract T ReadItems(PackReader reader);
}

internal sealed class PairCodec<TKey, TValue>() : FixedArrayCodec<KeyValuePair<TKey, TValue>>(2)
{
    protected override void WriteItems(PackWriter writer, KeyValuePair<TKey, TValue> value)
    {
        Put(writer, value.Key);
        Put(writer, value.Value);
    }

    protected override KeyValuePair<TKey, TValue> ReadItems(PackReader reader) => new(Get<TKey>(reader), Get<TValue>(reader));
}

internal sealed class TupleCodec<T1, T2>() : FixedArrayCodec<(T1, T2)>(2)
{
    protected override void WriteItems(PackWriter writer, (T1, T2) value)
    {
        Put(writer, value.Item1);
        Put(writer, value.Item2);
    }

    protected override (T1, T2) ReadItems(PackReader reader) => (Get<T1>(reader), Get<T2>(reader));
}

internal sealed class TupleCodec<T1, T2, T3>() : FixedArrayCodec<(T1, T2, T3)>(3)
{
    protected override void WriteItems(PackWriter writer, (T1, T2, T3) value)
    {
        Put(writer, value.Item1);
        Put(writer, value.Item2);
        Put(writer, value.Item3);
    }

    protected override (T1, T2, T3) ReadItems(PackReader reader) => (Get<T1>(reader), Get<T2>(reader), Get<T3>(reader));
}

internal sealed class TupleCodec<T1, T2, T3, T4>() : FixedArrayCodec<(T1, T2, T3, T4)>(4)
{
    protected override void WriteItems(PackWriter writer, (T1, T2, T3, T4) value)
    {
        Put(writer, value.Item1);
        Put(writer, value.Item2);
        Put(writer, value.Item3);
        Put(writer, value.Item4);
    }

    protected override (T1, T2, T3, T4) ReadItems(PackReader reader) => (Get<T1>(reader), Get<T2>(reader), Get<T3>(reader), Get<T4>(reader));
}
