using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace MessagePack.Wire;

/// <summary>Writes MessagePack tokens into a buffer that a thread keeps between values. Integers take their smallest form.</summary>
internal sealed partial class PackWriter
{
    private const int KeptBytes = 1 << 20;
    [ThreadStatic]
    private static PackWriter? idle;
    private static readonly UTF8Encoding Utf8 = new(false);
    private byte[] buffer = new byte[4096];
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>The thread's writer, or a new one where that is in use (a property that serialises while it is being serialised).</summary>
    public static PackWriter Rent()
    {
        var writer = idle ?? new PackWriter();
        idle = null;
        return writer;
    }

    public void Clear() => length = 0;

    public void Return()
    {
        Clear();
        if (buffer.Length <= KeptBytes) idle = this;
    }

    public byte[] ToArray() => Written.ToArray();

    public void WriteNil() => Append(1)[0] = Code.Nil;

    public void Write(bool value) => Append(1)[0] = value ? Code.True : Code.False;

    public void Write(float value)
    {
        var to = Append(5);
        to[0] = Code.Float32;
        BinaryPrimitives.WriteSingleBigEndian(to[1..], value);
    }

    public void Write(double value)
    {
        var to = Append(9);
        to[0] = Code.Float64;
        BinaryPrimitives.WriteDoubleBigEndian(to[1..], value);
    }

    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNil();
            return;
        }

        var bytes = Utf8.GetByteCount(value);
        switch (bytes)
        {
            case < 32: Append(1)[0] = (byte)(Code.FixString | bytes); break;
            case <= byte.MaxValue: Header8(Code.Str8, (byte)bytes); break;
            case <= ushort.MaxValue: Header16(Code.Str16, (ushort)bytes); break;
            default: Header32(Code.Str32, (uint)bytes); break;
        }

        Utf8.GetBytes(value, Append(bytes));
    }

    public void Write(byte[]? value)
    {
        if (value is null)
        {
            WriteNil();
            return;
        }

        switch (value.Length)
        {
            case <= byte.MaxValue: Header8(Code.Bin8, (byte)value.Length); break;
            case <= ushort.MaxValue: Header16(Code.Bin16, (ushort)value.Length); break;
            default: Header32(Code.Bin32, (uint)value.Length); break;
        }

        value.CopyTo(Append(value.Length));
    }

    public void WriteRaw(ReadOnlySpan<byte> packed) => packed.CopyTo(Append(packed.Length));

    public void WriteArrayHeader(int count) => CollectionHeader(count, Code.FixArray, Code.Array16, Code.Array32);

    public void WriteMapHeader(int count) => CollectionHeader(count, Code.FixMap, Code.Map16, Code.Map32);

    /// <summary>A timestamp in the extension's shortest form (4, 8 or 12 bytes). Local times become UTC; unspecified ones are taken as they stand.</summary>
    public void Write(DateTime value)
    {
        if (value.Kind == DateTimeKind.Local) value = value.ToUniversalTime();
        var seconds = Math.DivRem(value.Ticks, TimeSpan.TicksPerSecond, out var ticks) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond);
        var nanoseconds = (uint)(ticks * 100);
        if (seconds >> 34 != 0)
        {
            var to = Append(15);
            to[0] = Code.Ext8;
            to[1] = 12;
            to[2] = unchecked((byte)Code.TimestampExtension);
            BinaryPrimitives.WriteUInt32BigEndian(to[3..], nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(to[7..], seconds);
        }
        else if (nanoseconds == 0 && seconds <= uint.MaxValue)
        {
            var to = Append(6);
            to[0] = Code.FixExt4;
            to[1] = unchecked((byte)Code.TimestampExtension);
            BinaryPrimitives.WriteUInt32BigEndian(to[2..], (uint)seconds);
        }
        else
        {
            var to = Append(10);
            to[0] = Code.FixExt8;
            to[1] = unchecked((byte)Code.TimestampExtension);
            BinaryPrimitives.WriteUInt64BigEndian(to[2..], ((ulong)nanoseconds << 34) | (ulong)seconds);
        }
    }

    private void CollectionHeader(int count, byte fix, byte code16, byte code32)
    {
        if (count < 16) Append(1)[0] = (byte)(fix | count);
        else if (count <= ushort.MaxValue) Header16(code16, (ushort)count);
        else Header32(code32, (uint)count);
    }

    private void Header8(byte code, byte value)
    {
        var to = Append(2);
        to[0] = code;
        to[1] = value;
    }

    private void Header16(byte code, ushort value)
    {
        var to = Append(3);
        to[0] = code;
        BinaryPrimitives.WriteUInt16BigEndian(to[1..], value);
    }

    private void Header32(byte code, uint value)
    {
        var to = Append(5);
        to[0] = code;
        BinaryPrimitives.WriteUInt32BigEndian(to[1..], value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Append(int bytes)
    {
        if (buffer.Length - length < bytes) Grow(bytes);
        var span = buffer.AsSpan(length, bytes);
        length += bytes;
        return span;
    }

    private void Grow(int bytes)
    {
        var needed = checked(length + bytes);
        Array.Resize(ref buffer, (int)Math.Min(Math.Max(2L * buffer.Length, needed), Array.MaxLength));
    }
}
