using System.Buffers;
using MessagePack;

namespace S3Actors.Actors.Journal;

/// <summary>Places of an array in MessagePack bytes, found without decoding what stands in them.</summary>
/// <remarks>Bytes that are no array, or end within it, throw as <see cref="MessagePackReader"/> does.</remarks>
public static class PackedPlaces
{
    /// <summary>The bytes of one place of an array.</summary>
    /// <param name="array">Begins with the array.</param>
    /// <param name="place">From 0.</param>
    public static ReadOnlyMemory<byte> Place(ReadOnlyMemory<byte> array, int place) => array[Range(array, place)];

    /// <summary>Where one place of an array stands.</summary>
    /// <param name="array">Begins with the array.</param>
    /// <param name="place">From 0.</param>
    public static Range Range(ReadOnlyMemory<byte> array, int place)
    {
        var reader = new MessagePackReader(array);
        reader.ReadArrayHeader();
        for (var i = 0; i < place; i++) reader.Skip();
        var start = (int)reader.Consumed;
        reader.Skip();
        return start..(int)reader.Consumed;
    }

    /// <summary>Places of an array.</summary>
    /// <param name="array">Begins with the array.</param>
    public static int Count(ReadOnlyMemory<byte> array) => new MessagePackReader(array).ReadArrayHeader();

    /// <summary>The same array with the places from some on left out.</summary>
    /// <param name="array">Begins with the array.</param>
    /// <param name="count">Places that stay: 1 or more.</param>
    public static byte[] First(ReadOnlyMemory<byte> array, int count)
    {
        var bytes = new ArrayBufferWriter<byte>(array.Length);
        var writer = new MessagePackWriter(bytes);
        writer.WriteArrayHeader(count);
        writer.WriteRaw(array[Range(array, 0).Start..Range(array, count - 1).End].Span);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }
}
