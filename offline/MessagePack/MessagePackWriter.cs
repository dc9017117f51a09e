using System.Buffers;
using MessagePack.Wire;

namespace MessagePack;

/// <summary>Writes MessagePack tokens; they stand in the buffer after <see cref="Flush"/>.</summary>
public ref struct MessagePackWriter(IBufferWriter<byte> writer)
{
    private readonly PackWriter pack = new();

    /// <summary>The head of an array of <paramref name="count"/> elements, which are to follow.</summary>
    public readonly void WriteArrayHeader(int count) => pack.WriteArrayHeader(count);

    /// <summary>Bytes that are MessagePack already.</summary>
    public readonly void WriteRaw(ReadOnlySpan<byte> rawMessagePackBlock) => pack.WriteRaw(rawMessagePackBlock);

    /// <summary>Hands over what was written since the last call.</summary>
    public readonly void Flush()
    {
        writer.Write(pack.Written);
        pack.Clear();
    }
}
