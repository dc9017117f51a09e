using System.Buffers.Binary;

namespace S3Actors.Actors.Journal;

/// <summary>
/// Finds values in MessagePack bytes without decoding them: https://github.com/msgpack/msgpack/blob/master/spec.md. The bytes were read
/// before, so they are well-formed.
/// </summary>
public static class PackedPlaces
{
    /// <summary>The bytes of one place of an array.</summary>
    /// <param name="array">Begins with the array.</param>
    public static ReadOnlySpan<byte> Place(ReadOnlySpan<byte> array, int place) => array[Range(array, place)];

    /// <summary>Where one place of an array stands.</summary>
    /// <param name="array">Begins with the array.</param>
    public static Range Range(ReadOnlySpan<byte> array, int place)
    {
        var position = HeadLength(array);
        for (var i = 0; i < place; i++) position += Length(array[position..]);
        return position..(position + Length(array[position..]));
    }

    /// <summary>Places of an array.</summary>
    /// <param name="array">Begins with the array.</param>
    public static int Count(ReadOnlySpan<byte> array) => array[0] switch
    {
        >= 0x90 and <= 0x9F => array[0] & 0x0F,
        0xDC => Short(array),
        0xDD => Long(array),
        _ => throw new ArgumentException("It begins with no array.", nameof(array)),
    };

    /// <summary>The same array with the places from some on left out.</summary>
    /// <param name="array">An array of at most 65 535 places, and nothing behind it.</param>
    public static byte[] First(ReadOnlySpan<byte> array, int count)
    {
        byte[] head = count < 16 ? [(byte)(0x90 | count)] : [0xDC, (byte)(count >> 8), (byte)count];
        var end = count == 0 ? HeadLength(array) : Range(array, count - 1).End.Value;
        return [.. head, .. array[HeadLength(array)..end]];
    }

    /// <summary>Bytes of the first value.</summary>
    private static int Length(ReadOnlySpan<byte> value)
    {
        var head = HeadLength(value);
        var (bytes, values) = value[0] switch
        {
            >= 0x80 and <= 0x8F => (0, 2 * (value[0] & 0x0F)), // map
            >= 0x90 and <= 0x9F => (0, value[0] & 0x0F), // array
            >= 0xA0 and <= 0xBF => (value[0] & 0x1F, 0), // text
            0xC4 or 0xD9 => (value[1], 0), // bytes or text, their length in one byte
            0xC5 or 0xDA => (Short(value), 0),
            0xC6 or 0xDB => (Long(value), 0),
            0xC7 => (1 + value[1], 0), // extension: a type, then bytes
            0xC8 => (1 + Short(value), 0),
            0xC9 => (1 + Long(value), 0),
            0xCC or 0xD0 => (1, 0), // numbers
            0xCD or 0xD1 => (2, 0),
            0xCA or 0xCE or 0xD2 => (4, 0),
            0xCB or 0xCF or 0xD3 => (8, 0),
            >= 0xD4 and <= 0xD8 => (1 + (1 << (value[0] - 0xD4)), 0), // extension of a fixed length
            0xDC => (0, Short(value)), // array
            0xDD => (0, Long(value)),
            0xDE => (0, 2 * Short(value)), // map
            0xDF => (0, 2 * Long(value)),
            _ => (0, 0), // small integers, nil, false, true
        };
        var length = head + bytes;
        for (var i = 0; i < values; i++) length += Length(value[length..]);
        return length;
    }

    /// <summary>The type's byte and the bytes of a length.</summary>
    private static int HeadLength(ReadOnlySpan<byte> value) => value[0] switch
    {
        0xC4 or 0xC7 or 0xD9 => 2,
        0xC5 or 0xC8 or 0xDA or 0xDC or 0xDE => 3,
        0xC6 or 0xC9 or 0xDB or 0xDD or 0xDF => 5,
        _ => 1,
    };

    private static int Short(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt16BigEndian(value[1..]);

    private static int Long(ReadOnlySpan<byte> value) => checked((int)BinaryPrimitives.ReadUInt32BigEndian(value[1..]));
}
