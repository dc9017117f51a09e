using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Journal;

/// <summary>A row as it stands in the file, decoded where it can be.</summary>
/// <param name="Ordering">Its number in the whole journal.</param>
/// <param name="SequenceNumber">Its number in its stream.</param>
/// <param name="Manifest">Its event's name.</param>
/// <param name="Digest">SHA-256 of its message.</param>
/// <param name="Header">Null where the message cannot be read.</param>
/// <param name="Event">Null where the message cannot be read.</param>
/// <param name="Damage">Why it cannot; empty where it can.</param>
internal sealed record StreamRow(long Ordering, long SequenceNumber, string Manifest, byte[] Digest, EventHeader? Header, IEvent? Event, string Damage)
{
    /// <summary>
    /// SHA-256, lower-case hex, of the specification's bytes as they stand in the row; empty in an event without one. A later version may
    /// know more keys than were written: to encode it again would give other bytes.
    /// </summary>
    public string SpecDigest { get; private init; } = "";

    /// <summary>Decodes a row.</summary>
    public static StreamRow Of(long ordering, long sequenceNumber, string manifest, byte[] message)
    {
        var digest = SHA256.HashData(message);
        try
        {
            var (header, content) = EventCodec.Decode(manifest, message);
            return new StreamRow(ordering, sequenceNumber, manifest, digest, header, content, "")
            {
                SpecDigest = content switch { CampaignCreated => PlaceDigest(message, 0), CampaignForked => PlaceDigest(message, 2), _ => "" },
            };
        }
        catch (JournalException e)
        {
            return new StreamRow(ordering, sequenceNumber, manifest, digest, null, null, e.Message);
        }
    }

    /// <summary>Digest of one place of a row's content.</summary>
    private static string PlaceDigest(byte[] message, int place) =>
        Convert.ToHexStringLower(SHA256.HashData(PackedPlaces.Place(PackedPlaces.Place(message, 1), place).Span));
}

/// <summary>Every row of a journal, as of one moment, by stream.</summary>
/// <param name="Streams">By the stream's name below the campaign, each in the order of its numbers.</param>
/// <param name="LastOrdering">Number of the last row that was ever written.</param>
internal sealed record JournalRows(SortedDictionary<string, List<StreamRow>> Streams, long LastOrdering)
{
    /// <summary>Rows in all.</summary>
    public long Count => Streams.Values.Sum(rows => (long)rows.Count);

    /// <summary>Reads a campaign's journal; one that no session has written to yet has no rows.</summary>
    /// <exception cref="SqliteException">The file cannot be read, or is no database.</exception>
    public static JournalRows Read(CampaignFolder folder)
    {
        var streams = new SortedDictionary<string, List<StreamRow>>(StringComparer.Ordinal);
        using var connection = JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadOnly);
        using var moment = connection.BeginTransaction(deferred: true);
        if (Number(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal'") == 0) return new JournalRows(streams, 0);

        var prefix = folder.Name + "/";
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ordering, persistence_id, sequence_number, manifest, message FROM journal WHERE deleted = 0 ORDER BY persistence_id, sequence_number, ordering";
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
            {
                var id = row.GetString(1);
                var stream = id.StartsWith(prefix, StringComparison.Ordinal) ? id[prefix.Length..] : id;
                if (!streams.TryGetValue(stream, out var rows)) streams[stream] = rows = [];
                rows.Add(StreamRow.Of(row.GetInt64(0), row.GetInt64(2), row.IsDBNull(3) ? "" : row.GetString(3), (byte[])row[4]));
            }
        }
        var last = Number(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'") == 0 ? 0
            : Number(connection, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'journal'");
        return new JournalRows(streams, last);
    }

    private static long Number(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }
}
