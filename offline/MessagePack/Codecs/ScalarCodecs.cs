using System.Buffers.Text;
using System.Globalization;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>The types that are one token, or two.</summary>
internal static class ScalarCodecs
{
    public static readonly Dictionary<Type, object> ByType = new()
    {
        [typeof(bool)] = Of<bool>((w, v) => w.Write(v), r => r.ReadBoolean()),
        [typeof(sbyte)] = Of<sbyte>((w, v) => w.Write((long)v), r => checked((sbyte)r.ReadInt64())),
        [typeof(short)] = Of<short>((w, v) => w.Write((long)v), r => checked((short)r.ReadInt64())),
        [typeof(int)] = Of<int>((w, v) => w.Write((long)v), r => r.ReadInt32()),
        [typeof(long)] = Of<long>((w, v) => w.Write(v), r => r.ReadInt64()),
        [typeof(byte)] = Of<byte>((w, v) => w.Write((ulong)v), r => checked((byte)r.ReadUInt64())),
        [typeof(ushort)] = Of<ushort>((w, v) => w.Write((ulong)v), r => checked((ushort)r.ReadUInt64())),
        [typeof(uint)] = Of<uint>((w, v) => w.Write((ulong)v), r => checked((uint)r.ReadUInt64())),
        [typeof(ulong)] = Of<ulong>((w, v) => w.Write(v), r => r.ReadUInt64()),
        [typeof(char)] = Of<char>((w, v) => w.Write((ulong)v), r => (char)checked((ushort)r.ReadUInt64())),
        [typeof(float)] = Of<float>((w, v) => w.Write(v), r => r.ReadSingle()),
        [typeof(double)] = Of<double>((w, v) => w.Write(v), r => r.ReadDouble()),
        [typeof(string)] = Of<string?>((w, v) => w.Write(v), r => r.ReadString()),
        [typeof(byte[])] = Of<byte[]?>((w, v) => w.Write(v), ReadByteArray),
        [typeof(DateTime)] = Of<DateTime>((w, v) => w.Write(v), r => r.ReadTimestamp()),
        [typeof(DateTimeOffset)] = Of<DateTimeOffset>(WriteOffset, ReadOffset),
        [typeof(TimeSpan)] = Of<TimeSpan>((w, v) => w.Write(v.Ticks), r => new TimeSpan(r.ReadInt64())),
        [typeof(Guid)] = Of<Guid>((w, v) => w.Write(v.ToString("D")), ReadGuid),
        [typeof(decimal)] = Of<decimal>((w, v) => w.Write(v.ToString(CultureInfo.InvariantCulture)), ReadDecimal),
    };

    private static LambdaCodec<T> Of<T>(Action<PackWriter, T> write, Func<PackReader, T> read) => new(write, read);

    /// <summary>Byte strings are also accepted as arrays of numbers.</summary>
    private static byte[]? ReadByteArray(PackReader reader)
    {
        if (Code.KindOf(reader.NextCode) != Kind.Array) return reader.ReadBytes();
        var bytes = new byte[reader.ReadArrayHeader()];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = checked((byte)reader.ReadUInt64());
        return bytes;
    }

    /// <summary>[wall clock taken as if it were UTC, offset in minutes].</summary>
    private static void WriteOffset(PackWriter writer, DateTimeOffset value)
    {
        writer.WriteArrayHeader(2);
        writer.Write(new DateTime(value.Ticks, DateTimeKind.Utc));
        writer.Write((long)value.TotalOffsetMinutes);
    }

    private static DateTimeOffset ReadOffset(PackReader reader)
    {
        if (reader.ReadArrayHeader() != 2) throw new MessagePackSerializationException("A DateTimeOffset is [timestamp, minutes].");
        var wallClock = reader.ReadTimestamp();
        return new DateTimeOffset(wallClock.Ticks, TimeSpan.FromMinutes(checked((short)reader.ReadInt64())));
    }

    private static Guid ReadGuid(PackReader reader)
    {
        var text = reader.ReadStringBytes();
        return text.Length == 36 && Utf8Parser.TryParse(text, out Guid value, out var used, 'D') && used == 36
            ? value
            : throw new MessagePackSerializationException("A Guid is 32 hexadecimal digits in five groups.");
    }

    private static decimal ReadDecimal(PackReader reader)
    {
        var text = reader.ReadStringBytes();
        return Utf8Parser.TryParse(text, out decimal value, out var used) && used == text.Length
            ? value
            : throw new MessagePackSerializationException("A decimal is its digits in text.");
    }
}
