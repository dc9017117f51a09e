using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MessagePack.Wire;

/// <summary>
/// Reads MessagePack tokens. A length that reaches past the end is refused before anything is allocated for it,
/// and nesting is counted against the limit of <see cref="MessagePackSecurity"/>.
/// </summary>
internal sealed partial class PackReader
{
    private static readonly UTF8Encoding Utf8 = new(false);
    private readonly byte[] bytes;
    private readonly int start;
    private readonly int end;
    private int position;
    private int depth;

    public PackReader(ReadOnlyMemory<byte> memory, MessagePackSecurity security)
    {
        Security = security;
        if (MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is not null)
        {
            bytes = segment.Array;
            start = segment.Offset;
            end = segment.Offset + segment.Count;
        }
        else
        {
            bytes = memory.ToArray();
            end = bytes.Length;
        }

        position = start;
    }

    public MessagePackSecurity Security { get; }

    public int Consumed => position - start;

    public byte NextCode => position < end ? bytes[position] : throw new EndOfStreamException();

    private int Remaining => end - position;

    public static MessagePackSerializationException Unexpected(byte code) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Unexpected msgpack code {code} ({Code.KindOf(code)}) encountered."));

    public void Descend()
    {
        if (depth >= Security.MaximumObjectGraphDepth)
            throw new InsufficientExecutionStackException($"The values are nested deeper than {Security.MaximumObjectGraphDepth} levels.");
        depth++;
    }

    public void Ascend() => depth--;

    public bool TryReadNil()
    {
        if (NextCode != Code.Nil) return false;
        position++;
        return true;
    }

    public bool ReadBoolean() => TakeByte() switch { Code.True => true, Code.False => false, var other => throw Unexpected(other) };

    public string? ReadString() => TryReadNil() ? null : Utf8.GetString(ReadStringBytes());

    /// <summary>The UTF-8 bytes of a string token; nil is refused.</summary>
    public ReadOnlySpan<byte> ReadStringBytes() => Take(StringLength(TakeByte()));

    /// <summary>A byte string; a text string's bytes are accepted for it. Null for nil.</summary>
    public byte[]? ReadBytes()
    {
        if (TryReadNil()) return null;
        var code = TakeByte();
        return Take(Code.KindOf(code) == Kind.Binary ? BinaryLength(code) : StringLength(code)).ToArray();
    }

    public ReadOnlySpan<byte> ReadRaw(uint length) => Take(length);

    /// <summary>An array's length; every element takes at least one byte, so a longer claim than the bytes left is a lie.</summary>
    public int ReadArrayHeader() => Credible(ArrayCount(TakeByte()), 1);

    public int ReadMapHeader() => Credible(MapCount(TakeByte()), 2);

    public (sbyte Kind, uint Length) ReadExtensionHeader()
    {
        var code = TakeByte();
        uint length = code switch
        {
            Code.FixExt1 => 1,
            Code.FixExt2 => 2,
            Code.FixExt4 => 4,
            Code.FixExt8 => 8,
            Code.FixExt16 => 16,
            Code.Ext8 => TakeByte(),
            Code.Ext16 => TakeUInt16(),
            Code.Ext32 => TakeUInt32(),
            _ => throw Unexpected(code),
        };
        var kind = unchecked((sbyte)TakeByte());
        return length <= Remaining ? (kind, length) : throw new EndOfStreamException();
    }

    public DateTime ReadTimestamp()
    {
        var code = NextCode;
        var (kind, length) = ReadExtensionHeader();
        return kind == Code.TimestampExtension && length is 4 or 8 or 12 ? ReadTimestamp(kind, length) : throw Unexpected(code);
    }

    public DateTime ReadTimestamp(sbyte kind, uint length)
    {
        switch (length)
        {
            case 4:
                return DateTime.UnixEpoch.AddSeconds(TakeUInt32());
            case 8:
                var packed = TakeUInt64();
                return DateTime.UnixEpoch.AddSeconds(packed & 0x3_FFFF_FFFF).AddTicks((long)(packed >> 34) / 100);
            case 12:
                var nanoseconds = TakeUInt32();
                return DateTime.UnixEpoch.AddSeconds(unchecked((long)TakeUInt64())).AddTicks(nanoseconds / 100);
            default:
                throw new MessagePackSerializationException($"A timestamp of {length} bytes does not exist (kind {kind}).");
        }
    }

    /// <summary>Steps over one value, however deep, without recursion.</summary>
    public void Skip()
    {
        for (var values = 1L; values > 0; values--)
        {
            var code = TakeByte();
            switch (Code.KindOf(code))
            {
                case Kind.Array: values += ArrayCount(code); break;
                case Kind.Map: values += 2L * MapCount(code); break;
                case Kind.String: Take(StringLength(code)); break;
                case Kind.Binary: Take(BinaryLength(code)); break;
                case Kind.Extension:
                    position--;
                    Take(ReadExtensionHeader().Length);
                    break;
                case Kind.Integer or Kind.Float: Take(NumberBytes(code)); break;
                case Kind.Unknown: throw Unexpected(code);
            }
        }
    }
}
