using System.Buffers.Binary;

namespace MessagePack.Wire;

internal sealed partial class PackWriter
{
    /// <summary>Non-negative values take the unsigned forms, negative ones the signed forms.</summary>
    public void Write(long value)
    {
        switch (value)
        {
            case >= 0: Write((ulong)value); break;
            case >= -32: Append(1)[0] = unchecked((byte)value); break;
            case >= sbyte.MinValue: Header8(Code.Int8, unchecked((byte)value)); break;
            case >= short.MinValue: Header16(Code.Int16, unchecked((ushort)value)); break;
            case >= int.MinValue: Header32(Code.Int32, unchecked((uint)value)); break;
            default: Header64(Code.Int64, unchecked((ulong)value)); break;
        }
    }

    public void Write(ulong value)
    {
        switch (value)
        {
            case < 128: Append(1)[0] = (byte)value; break;
            case <= byte.MaxValue: Header8(Code.UInt8, (byte)value); break;
            case <= ushort.MaxValue: Header16(Code.UInt16, (ushort)value); break;
            case <= uint.MaxValue: Header32(Code.UInt32, (uint)value); break;
            default: Header64(Code.UInt64, value); break;
        }
    }

    private void Header64(byte code, ulong value)
    {
        var to = Append(9);
        to[0] = code;
        BinaryPrimitives.WriteUInt64BigEndian(to[1..], value);
    }
}
