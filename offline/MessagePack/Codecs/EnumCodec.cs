using System.Runtime.CompilerServices;
using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>An enum as its number; numbers without a name are let through.</summary>
internal sealed class EnumCodec<TEnum, TNumber> : Codec<TEnum>
    where TEnum : struct, Enum
    where TNumber : struct
{
    public override void Write(PackWriter writer, TEnum value) => CodecOf<TNumber>.Instance.Write(writer, Unsafe.As<TEnum, TNumber>(ref value));

    public override TEnum Read(PackReader reader)
    {
        var number = CodecOf<TNumber>.Instance.Read(reader);
        return Unsafe.As<TNumber, TEnum>(ref number);
    }
}

/// <summary>The value, or nil.</summary>
internal sealed class NullableCodec<T> : Codec<T?>
    where T : struct
{
    public override void Write(PackWriter writer, T? value)
    {
        if (value is { } present) CodecOf<T>.Instance.Write(writer, present);
        else writer.WriteNil();
    }

    public override T? Read(PackReader reader) => reader.TryReadNil() ? null : CodecOf<T>.Instance.Read(reader);
}
