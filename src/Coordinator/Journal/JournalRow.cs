using System.Data.Common;
using System.Security.Cryptography;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Journal;

/// <summary>One row of a journal.</summary>
/// <param name="Ordering">Its number in the whole journal.</param>
/// <param name="Stream">The stream below the campaign: <c>campaign</c>, <c>ledger</c>, <c>stage1.depth</c>.</param>
/// <param name="SequenceNumber">Its number in the stream, from 1.</param>
/// <param name="Header">Time and version.</param>
/// <param name="Event">What happened.</param>
public sealed record JournalRow(long Ordering, string Stream, long SequenceNumber, EventHeader Header, IEvent Event)
{
    /// <summary>When it was decided.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(Header.UnixMicroseconds * TimeSpan.TicksPerMicrosecond);
}

/// <summary>A row as it stands in the file, decoded where it can be.</summary>
/// <param name="Ordering">Its number in the whole journal.</param>
/// <param name="Stream">The stream below the campaign; the whole persistence id of a row of another campaign.</param>
/// <param name="SequenceNumber">Its number in the stream.</param>
/// <param name="Digest">SHA-256 of its message.</param>
internal sealed record StoredRow(long Ordering, string Stream, long SequenceNumber, byte[] Digest)
{
    /// <summary>The columns that <see cref="Read"/> takes.</summary>
    public const string Columns = "ordering, persistence_id, sequence_number, manifest, message, deleted, identifier";

    /// <summary>What it says; null where it cannot be read.</summary>
    public JournalRow? Content { get; private init; }

    /// <summary>What happened; null where it cannot be read.</summary>
    public IEvent? Event => Content?.Event;

    /// <summary>Why it cannot be read; null where it can.</summary>
    public JournalException? Damage { get; private init; }

    /// <summary>Marked as deleted.</summary>
    public bool IsDeleted { get; private init; }

    /// <summary>Written by something else than the product.</summary>
    public bool IsForeign { get; private init; }

    /// <summary>
    /// SHA-256, lower-case hex, of the specification's bytes as they stand in the row; empty in an event without one. A later version may
    /// know more keys than were written: to encode it again would give other bytes.
    /// </summary>
    public string SpecDigest { get; private init; } = "";

    /// <summary>Whether it names the row before it in its stream; <paramref name="previous"/> is that row's digest, empty before the first.</summary>
    public bool Follows(ReadOnlySpan<byte> previous) => Content is { } it && it.Header.PreviousDigest.AsSpan().SequenceEqual(previous);

    /// <summary>What it says.</summary>
    /// <exception cref="JournalException">It cannot be read.</exception>
    public JournalRow Readable() => Content ?? throw Damage!;

    /// <summary>Decodes a row of <see cref="Columns"/>.</summary>
    /// <param name="campaign">The campaign whose journal it is.</param>
    public static StoredRow Read(DbDataReader row, CampaignFolder campaign)
    {
        var ordering = row.GetInt64(0);
        if (row.Plain(1) is not string id || row.Plain(2) is not long number || row.Plain(4) is not byte[] message)
            return new StoredRow(ordering, "?", 0, []) { Damage = new UnreadableRowException("its columns are not of the types they were written with") };
        var stored = new StoredRow(ordering, campaign.StreamOf(id), number, SHA256.HashData(message))
        {
            IsDeleted = row.Plain(5) is not 0L, IsForeign = row.Plain(6) is not (long)JournalSerializer.RowIdentifier,
        };
        try
        {
            var (header, content) = EventCodec.Decode(row.Plain(3) as string ?? "", message);
            return stored with
            {
                Content = new JournalRow(ordering, stored.Stream, number, header, content),
                SpecDigest = content switch { CampaignCreated => PlaceDigest(message, 0), CampaignForked => PlaceDigest(message, 2), _ => "" },
            };
        }
        catch (JournalException e)
        {
            return stored with { Damage = e };
        }
    }

    /// <summary>Digest of one place of a row's content.</summary>
    private static string PlaceDigest(byte[] message, int place) =>
        Convert.ToHexStringLower(SHA256.HashData(PackedPlaces.Place(PackedPlaces.Place(message, 1), place).Span));

    private sealed class UnreadableRowException(string message) : JournalException(message);
}
