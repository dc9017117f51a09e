using MessagePack.Wire;

namespace MessagePack.Codecs;

/// <summary>A codec whose type is known only at run time.</summary>
internal interface IBoxedCodec
{
    void Write(PackWriter writer, object? value);

    object? Read(PackReader reader);
}

/// <summary>How one type is written and read.</summary>
internal abstract class Codec<T> : IBoxedCodec
{
    public abstract void Write(PackWriter writer, T value);

    public abstract T Read(PackReader reader);

    void IBoxedCodec.Write(PackWriter writer, object? value) => Write(writer, (T)value!);

    object? IBoxedCodec.Read(PackReader reader) => Read(reader);
}

/// <summary>A codec given by its two halves.</summary>
internal sealed class LambdaCodec<T>(Action<PackWriter, T> write, Func<PackReader, T> read) : Codec<T>
{
    public override void Write(PackWriter writer, T value) => write(writer, value);

    public override T Read(PackReader reader) => read(reader);
}
