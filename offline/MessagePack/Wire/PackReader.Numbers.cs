using System.Buffers.Binary;

namespace MessagePack.Wire;

/// <summary>Numbers and lengths: any integer form is accepted for any integer type that can hold the value.</summary>
internal sealed partial class PackReader
{
    /// <exception cref="OverflowException">The value lies above the range.</exception>
    public long ReadInt64()
    {
        var code = TakeByte();
        return code switch
        {
            < Code.FixMap => code,
            >= Code.NegativeFixInt => unchecked((sbyte)code),
            Code.UInt8 => TakeByte(),
            Code.UInt16 => TakeUInt16(),
            Code.UInt32 => TakeUInt32(),
            Code.UInt64 => checked((long)TakeUInt64()),
            Code.Int8 => unchecked((sbyte)TakeByte()),
            Code.Int16 => unchecked((short)TakeUInt16()),
            Code.Int32 => unchecked((int)TakeUInt32()),
            Code.Int64 => unchecked((long)TakeUInt64()),
            _ => throw Unexpected(code),
        };
    }

    /// <exception cref="OverflowException">The value is negative.</exception>
    public ulong ReadUInt64()
    {
        if (NextCode != Code.UInt64) return checked((ulong)ReadInt64());
        position++;
        return TakeUInt64();
    }

    public int ReadInt32() => checked((int)ReadInt64());

    public float ReadSingle()
    {
        var code = NextCode;
        if (Code.KindOf(code) == Kind.Integer) return Code.IsSigned(code) ? ReadInt64() : ReadUInt64();
        return code == Code.Float64 ? (float)ReadDouble() : ReadFloat32();
    }

    public double ReadDouble()
    {
        var code = NextCode;
        if (Code.KindOf(code) == Kind.Integer) return Code.IsSigned(code) ? ReadInt64() : ReadUInt64();
        if (code != Code.Float64) return ReadFloat32();
        position++;
        return BitConverter.UInt64BitsToDouble(TakeUInt64());
    }

    private float ReadFloat32()
    {
        var code = TakeByte();
        return code == Code.Float32 ? BitConverter.UInt32BitsToSingle(TakeUInt32()) : throw Unexpected(code);
    }

    private uint ArrayCount(byte code) => code switch
    {
        >= Code.FixArray and < Code.FixString => (uint)(code & 0x0F),
        Code.Array16 => TakeUInt16(),
        Code.Array32 => TakeUInt32(),
        _ => throw Unexpected(code),
    };

    private uint MapCount(byte code) => code switch
    {
        >= Code.FixMap and < Code.FixArray => (uint)(code & 0x0F),
        Code.Map16 => TakeUInt16(),
        Code.Map32 => TakeUInt32(),
        _ => throw Unexpected(code),
    };

    private uint StringLength(byte code) => code switch
    {
        >= Code.FixString and < Code.Nil => (uint)(code & 0x1F),
        Code.Str8 => TakeByte(),
        Code.Str16 => TakeUInt16(),
        Code.Str32 => TakeUInt32(),
        _ => throw Unexpected(code),
    };

    private uint BinaryLength(byte code) => code switch
    {
        Code.Bin8 => TakeByte(),
        Code.Bin16 => TakeUInt16(),
        _ => TakeUInt32(),
    };

    private static uint NumberBytes(byte code) => code switch
    {
        Code.UInt8 or Code.Int8 => 1,
        Code.UInt16 or Code.Int16 => 2,
        Code.UInt32 or Code.Int32 or Code.Float32 => 4,
        Code.UInt64 or Code.Int64 or Code.Float64 => 8,
        _ => 0,
    };

    private int Credible(uint count, int bytesEach) => (long)count * bytesEach <= Remaining ? (int)count : throw new EndOfStreamException();

    private byte TakeByte() => position < end ? bytes[position++] : throw new EndOfStreamException();

    private ushort TakeUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    private uint TakeUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    private ulong TakeUInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    private ReadOnlySpan<byte> Take(uint length)
    {
        if (length > Remaining) throw new EndOfStreamException();
        var span = bytes.AsSpan(position, (int)length);
        position += (int)length;
        return span;
    }
}
