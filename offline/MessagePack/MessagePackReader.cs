using MessagePack.Wire;

namespace MessagePack;

/// <summary>Goes through MessagePack bytes, token by token.</summary>
/// <remarks>Bytes that end too early throw <see cref="EndOfStreamException"/>, a token of another kind than asked for <see cref="MessagePackSerializationException"/>.</remarks>
public ref struct MessagePackReader(ReadOnlyMemory<byte> memory)
{
    private readonly PackReader reader = new(memory, MessagePackSecurity.TrustedData);

    /// <summary>Bytes read so far.</summary>
    public readonly long Consumed => reader.Consumed;

    /// <summary>The number of an array's elements, which follow.</summary>
    public readonly int ReadArrayHeader() => reader.ReadArrayHeader();

    /// <summary>Steps over one value.</summary>
    public readonly void Skip() => reader.Skip();
}
