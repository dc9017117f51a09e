using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>A sequence as an array; null as nil.</summary>
internal abstract class SequenceCodec<TItem, TSequence> : Codec<TSequence>
    where TSequence : IEnumerable<TItem>?
{
    public override void Write(PackWriter writer, TSequence value)
    {
        switch (value)
        {
            case null: writer.WriteNil(); break;
            case TItem[] array: WriteSpan(writer, array); break;
            case List<TItem> list: WriteSpan(writer, CollectionsMarshal.AsSpan(list)); break;
            case IReadOnlyCollection<TItem> counted: WriteCounted(writer, counted.Count, counted); break;
            case ICollection<TItem> counted: WriteCounted(writer, counted.Count, counted); break;
            default: WriteSpan(writer, value.ToArray()); break;
        }
    }

    public override TSequence Read(PackReader reader)
    {
        if (reader.TryReadNil()) return default!;
        var items = reader.ReadArrayHeader() is > 0 and var count ? new TItem[count] : [];
        var codec = CodecOf<TItem>.Instance;
        reader.Descend();
        for (var i = 0; i < items.Length; i++) items[i] = codec.Read(reader);
        reader.Ascend();
        return Collect(items, reader.Security);
    }

    protected static void WriteSpan(PackWriter writer, ReadOnlySpan<TItem> items)
    {
        var codec = CodecOf<TItem>.Instance;
        writer.WriteArrayHeader(items.Length);
        foreach (var item in items) codec.Write(writer, item);
    }

    protected abstract TSequence Collect(TItem[] items, MessagePackSecurity security);

    private static void WriteCounted(PackWriter writer, int count, IEnumerable<TItem> items)
    {
        var codec = CodecOf<TItem>.Instance;
        writer.WriteArrayHeader(count);
        foreach (var item in items) codec.Write(writer, item);
    }
}

internal sealed class ArrayCodec<T> : SequenceCodec<T, T[]?>
{
    protected override T[] Collect(T[] items, MessagePackSecurity security) => items;
}

internal sealed class ListCodec<T> : SequenceCodec<T, List<T>?>
{
    protected override List<T> Collect(T[] items, MessagePackSecurity security) => [.. items];
}

internal sealed class InterfaceListCodec<T> : SequenceCodec<T, IList<T>?>
{
    protected override IList<T> Collect(T[] items, MessagePackSecurity security) => new List<T>(items);
}

internal sealed class InterfaceCollectionCodec<T> : SequenceCodec<T, ICollection<T>?>
{
    protected override ICollection<T> Collect(T[] items, MessagePackSecurity security) => new List<T>(items);
}

internal sealed class ReadOnlyListCodec<T> : SequenceCodec<T, IReadOnlyList<T>?>
{
    protected override IReadOnlyList<T> Collect(T[] items, MessagePackSecurity security) => items;
}

internal sealed class ReadOnlyCollectionCodec<T> : SequenceCodec<T, IReadOnlyCollection<T>?>
{
    protected override IReadOnlyCollection<T> Collect(T[] items, MessagePackSecurity security) => items;
}

internal sealed class EnumerableCodec<T> : SequenceCodec<T, IEnumerable<T>?>
{
    protected override IEnumerable<T> Collect(T[] items, MessagePackSecurity security) => items;
}

internal sealed class HashSetCodec<T> : SequenceCodec<T, HashSet<T>?>
{
    protected override HashSet<T> Collect(T[] items, MessagePackSecurity security) => new(items, security.GetEqualityComparer<T>());
}

internal sealed class ImmutableListCodec<T> : SequenceCodec<T, ImmutableList<T>?>
{
    protected override ImmutableList<T> Collect(T[] items, MessagePackSecurity security) => [.. items];
}

/// <summary>The default (not the empty) immutable array is nil.</summary>
internal sealed class ImmutableArrayCodec<T> : SequenceCodec<T, ImmutableArray<T>>
{
    public override void Write(PackWriter writer, ImmutableArray<T> value)
    {
        if (value.IsDefault) writer.WriteNil();
        else WriteSpan(writer, value.AsSpan());
    }

    protected override ImmutableArray<T> Collect(T[] items, MessagePackSecurity security) => ImmutableCollectionsMarshal.AsImmutableArray(items);
}
