using S3Actors.Coordinator.Journal;
using static System.FormattableString;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>
/// Follows a stream's chain of digests: each row names the digest of the row before it, so of two neighbours that do not fit, those around
/// them tell which one was changed, lost or added.
/// </summary>
internal static class ChainCheck
{
    /// <summary>Checks one stream.</summary>
    /// <param name="rows">In the order of their numbers.</param>
    public static IEnumerable<Finding> Of(string stream, IReadOnlyList<StoredRow> rows)
    {
        Finding At(StoredRow row, string problem) => new(stream, row.SequenceNumber, problem);

        StoredRow? before = null, beforeThat = null;
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, next) = (rows[i], i + 1 < rows.Count ? rows[i + 1] : null);
            var expected = (before?.SequenceNumber ?? 0) + 1;
            if (row.Damage is { } damage) yield return At(row, damage.Message);
            if (row.SequenceNumber > expected)
            {
                yield return new Finding(stream, expected, row.SequenceNumber == expected + 1
                    ? "the row is missing" : Invariant($"the rows {expected} to {row.SequenceNumber - 1} are missing"));
            }
            else if (row.Content is not null && !Follows(row, before))
            {
                if (next is not null && Follows(next, before))
                {
                    yield return At(row, "the row was added: the one after it follows the one before it");
                    continue;
                }
                if (before is null) yield return At(row, "the row names a row before it, and there is none: rows were removed, or it was changed");
                else if (Follows(row, beforeThat)) yield return At(before, "the row was added: the one after it follows the one before it");
                else if (next?.Content is not null && !Follows(next, row))
                    yield return At(row, "the row was changed: it does not follow the one before it, nor the one after follow it");
                else yield return At(before, "the row was changed, or one after it was removed: the next row names another digest");
            }
            (beforeThat, before) = (before, row);
        }
    }

    private static bool Follows(StoredRow row, StoredRow? before) => row.Follows(before?.Digest ?? []);
}
