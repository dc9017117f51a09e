using System.Data.Common;

namespace S3Actors.Coordinator.Journal;

/// <summary>
/// The end of each stream's chain of digests. A row carries the digest of the row before it, so two journals with the same ends and numbers
/// of rows have the same rows.
/// </summary>
internal static class JournalChains
{
    /// <summary>Follows every chain to its end.</summary>
    /// <returns>By stream: number of rows, and SHA-256 of the last one's message.</returns>
    /// <exception cref="IOException">A row does not follow the one before it.</exception>
    public static IReadOnlyDictionary<string, (long Rows, string Digest)> Of(JournalStore store, DbConnection connection, CampaignFolder folder)
    {
        var ends = new Dictionary<string, (long Rows, string Digest)>(StringComparer.Ordinal);
        foreach (var row in connection.Rows(
            $"SELECT {StoredRow.Columns} FROM journal WHERE {store.Own} ORDER BY persistence_id, sequence_number", row => StoredRow.Read(row, folder), store.OwnParameter))
        {
            var (rows, digest) = ends.GetValueOrDefault(row.Stream, (0, ""));
            if (row.SequenceNumber != rows + 1 || !row.Follows(Convert.FromHexString(digest)))
                throw new IOException(FormattableString.Invariant($"{row.Stream} #{row.SequenceNumber} does not follow the row before it; 's3actors doctor {folder.Name}' says more"));
            ends[row.Stream] = (row.SequenceNumber, Convert.ToHexStringLower(row.Digest));
        }
        return ends;
    }

    /// <exception cref="IOException">Two journals differ.</exception>
    public static void RequireEqual(IReadOnlyDictionary<string, (long Rows, string Digest)> original, IReadOnlyDictionary<string, (long Rows, string Digest)> copy)
    {
        foreach (var stream in original.Keys.Union(copy.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            if (original.GetValueOrDefault(stream) != copy.GetValueOrDefault(stream)) throw new IOException($"{stream} is not in the copy what it is in the original: nothing was changed");
    }
}
