using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MessagePack;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Coordinator.Formats;

/// <summary>Rewrites a journal as a later version might have written it: two more places in every header and every content.</summary>
internal static class LaterVersion
{
    // A map and a text: nothing that this version writes itself.
    private static readonly byte[] TwoMore = [0x81, 0xA1, (byte)'k', 0x93, 1, 2, 3, 0xA6, .. "future"u8];

    /// <summary>Rewrites all rows in place, with digests and chains that hold.</summary>
    /// <returns>How many there are.</returns>
    public static int Rewrite(CampaignFolder folder)
    {
        using var connection = JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadWrite);
        using var transaction = connection.BeginTransaction();
        var digests = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var rows = new List<(long Ordering, string Stream, string Name, byte[] Message)>();
        using (var read = connection.CreateCommand())
        {
            read.CommandText = "SELECT ordering, persistence_id, manifest, message FROM journal ORDER BY ordering";
            using var row = read.ExecuteReader();
            while (row.Read()) rows.Add((row.GetInt64(0), row.GetString(1), row.GetString(2), (byte[])row.GetValue(3)));
        }
        foreach (var (ordering, stream, name, message) in rows)
        {
            var extended = Extend(name, message, digests.GetValueOrDefault(stream, []));
            digests[stream] = SHA256.HashData(extended);
            using var write = connection.CreateCommand();
            write.CommandText = "UPDATE journal SET message = $message WHERE ordering = $ordering";
            write.Parameters.AddWithValue("$message", extended);
            write.Parameters.AddWithValue("$ordering", ordering);
            write.ExecuteNonQuery();
        }
        transaction.Commit();
        return rows.Count;
    }

    private static byte[] Extend(string name, byte[] message, byte[] previous)
    {
        var header = EventCodec.Decode(name, message).Header;
        var content = WithTwoMore(message[(1 + MessagePackSerializer.Serialize(header).Length)..], PlacesOf(EventNames.TypeOf(name)!));
        var later = header with { PreviousDigest = previous, ContentDigest = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), .. content]) };
        return [0x92, .. WithTwoMore(MessagePackSerializer.Serialize(later), 0), .. content];
    }

    /// <summary>Places that this version knows of an event; those that say nothing may have been left out at its end.</summary>
    private static int PlacesOf(Type type) => type.GetProperties().Max(it => it.GetCustomAttributes(typeof(KeyAttribute), false).Cast<KeyAttribute>().Max(key => key.IntKey) ?? -1) + 1;

    private static byte[] WithTwoMore(byte[] array, int knownPlaces)
    {
        var (count, skip) = array[0] == 0xDC ? ((array[1] << 8) | array[2], 3) : (array[0] & 0x0F, 1);
        var empty = Enumerable.Repeat((byte)0xC0, Math.Max(0, knownPlaces - count)).ToArray();
        count += empty.Length + 2;
        return [0xDC, (byte)(count >> 8), (byte)count, .. array[skip..], .. empty, .. TwoMore];
    }
}
