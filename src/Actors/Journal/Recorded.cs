using System.Security.Cryptography;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;

namespace S3Actors.Actors.Journal;

/// <summary>One journal row: an event, its header and the bytes that stand in the file, encoded once.</summary>
/// <param name="Header">What decides nothing.</param>
/// <param name="Event">What happened.</param>
/// <param name="Bytes">The row's <c>message</c>.</param>
public sealed record Recorded(EventHeader Header, IEvent Event, byte[] Bytes)
{
    /// <summary>The row's manifest.</summary>
    public string Name => EventNames.NameOf(Event.GetType());

    /// <summary>SHA-256 of <see cref="Bytes"/>: what the next row of the stream must carry.</summary>
    public byte[] Digest => SHA256.HashData(Bytes);

    /// <summary>Encodes an event behind a header.</summary>
    public static Recorded Of(EventHeader header, IEvent content) => new(header, content, EventCodec.Encode(header, content));

    /// <summary>Decodes a row.</summary>
    /// <exception cref="JournalException">The row is unknown or damaged.</exception>
    public static Recorded Read(string manifest, byte[] bytes)
    {
        var (header, content) = EventCodec.Decode(manifest, bytes);
        return new Recorded(header, content, bytes);
    }
}

/// <summary>Dates and chains what a session records.</summary>
/// <param name="Clock">Where the header's time comes from.</param>
/// <param name="ProductVersion">Version of the program.</param>
public sealed record EventStamp(TimeProvider Clock, string ProductVersion)
{
    /// <summary>Told of every write and every replayed row.</summary>
    public ICriticalPoints Points { get; init; } = CriticalPoints.None;

    /// <summary>The rows of events that are recorded together, each carrying the digest of the one before.</summary>
    /// <param name="previousDigest">SHA-256 of the stream's last row; empty for the first.</param>
    /// <param name="events">In their order.</param>
    public IReadOnlyList<Recorded> Chain(byte[] previousDigest, IReadOnlyList<IEvent> events)
    {
        var microseconds = (Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var rows = new List<Recorded>(events.Count);
        var previous = previousDigest;
        foreach (var content in events)
        {
            var row = Recorded.Of(new EventHeader(microseconds, ProductVersion, previous), content);
            rows.Add(row);
            previous = row.Digest;
        }
        return rows;
    }
}

/// <summary>Follows a stream's chain of digests.</summary>
public static class DigestChain
{
    /// <summary>Checks that a row follows the one whose digest is given, and returns its own.</summary>
    /// <param name="previousDigest">SHA-256 of the row before; empty before the first.</param>
    /// <param name="row">The next row of the same stream.</param>
    /// <exception cref="DamagedEventException">A row before it was changed, lost or added.</exception>
    public static byte[] Follow(byte[] previousDigest, Recorded row) =>
        row.Header.PreviousDigest.AsSpan().SequenceEqual(previousDigest)
            ? row.Digest
            : throw new DamagedEventException(row.Name, "it does not follow the row before it: a row was changed, lost or added.");
}
