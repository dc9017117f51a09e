using System.Security.Cryptography;
using System.Text;
using MessagePack;
using S3Actors.Messages.Events;

namespace S3Actors.Actors.Journal;

/// <summary>
/// An event's bytes in the journal: the MessagePack array <c>[header, content]</c>, both arrays with the keys of their records. The row's
/// manifest is the event's stable name (<see cref="EventNames"/>). Part of the file format, described in docs/journal.md.
/// </summary>
public static class EventCodec
{
    private const byte ArrayOfTwo = 0x92;
    private const int MostOnStack = 1024;

    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>The row's <c>message</c>; the content's digest is put into the header.</summary>
    /// <exception cref="ArgumentException">The event's type has no stable name.</exception>
    public static byte[] Encode(EventHeader header, IEvent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var name = EventNames.NameOf(content.GetType());
        var body = SpecificationBytes.Compact(content, MessagePackSerializer.Serialize(content.GetType(), content, Options));
        var head = MessagePackSerializer.Serialize(header with { ContentDigest = DigestOf(name, body) }, Options);
        return [ArrayOfTwo, .. head, .. body];
    }

    /// <summary>Reads a row back.</summary>
    /// <param name="manifest">The row's <c>manifest</c>.</param>
    /// <param name="message">The row's <c>message</c>.</param>
    /// <exception cref="UnknownEventException">No event has that name.</exception>
    /// <exception cref="DamagedEventException">The bytes are no such event.</exception>
    public static (EventHeader Header, IEvent Event) Decode(string manifest, ReadOnlyMemory<byte> message)
    {
        var type = EventNames.TypeOf(manifest) ?? throw new UnknownEventException(manifest);
        if (message.IsEmpty || message.Span[0] != ArrayOfTwo)
            throw new DamagedEventException(manifest, "it is not an array of a header and a content.");
        try
        {
            var header = MessagePackSerializer.Deserialize<EventHeader>(message[1..], Options, out var headerLength);
            var body = message[(1 + headerLength)..];
            if (header?.ContentDigest is { Length: > 0 } digest && !digest.AsSpan().SequenceEqual(DigestOf(manifest, body.Span)))
                throw new DamagedEventException(manifest, "its content is not what was written.");
            var content = MessagePackSerializer.Deserialize(type, body, Options);
            if (header is null || content is null) throw new DamagedEventException(manifest, "its header or its content is nil.");
            if ((Completeness.MissingIn(header) ?? Completeness.MissingIn(content)) is { } missing) throw new DamagedEventException(manifest, $"{missing} is missing.");
            return (header, (IEvent)content);
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException)
        {
            throw new DamagedEventException(manifest, (e.InnerException ?? e).Message, e);
        }
    }

    private static byte[] DigestOf(string name, ReadOnlySpan<byte> body)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        var bytes = length + body.Length <= MostOnStack ? stackalloc byte[length + body.Length] : new byte[length + body.Length];
        Encoding.UTF8.GetBytes(name, bytes);
        body.CopyTo(bytes[length..]);
        return SHA256.HashData(bytes);
    }
}
