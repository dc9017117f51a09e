namespace S3Actors.Coordinator.Journal;

/// <summary>Every row of a journal, as of one moment, by stream.</summary>
/// <param name="Streams">By the stream's name below the campaign, each in the order of its numbers.</param>
/// <param name="LastOrdering">Number of the last row that was ever written.</param>
/// <param name="IsNumberedWithoutGaps">Whether a number that is missing means that a row is.</param>
internal sealed record JournalRows(SortedDictionary<string, List<StoredRow>> Streams, long LastOrdering, bool IsNumberedWithoutGaps)
{
    /// <summary>Rows in all.</summary>
    public long Count => Streams.Values.Sum(rows => (long)rows.Count);

    /// <summary>All of them in the order of the journal.</summary>
    public IEnumerable<StoredRow> All => Streams.Values.SelectMany(rows => rows).OrderBy(row => row.Ordering);

    /// <exception cref="IOException">There is a row that cannot be read.</exception>
    public void RequireReadable()
    {
        foreach (var (stream, rows) in Streams)
            if (rows.Find(row => row.Damage is not null) is { } row)
                throw new IOException(FormattableString.Invariant($"{stream} #{row.SequenceNumber}: {row.Damage!.Message}"));
    }

    /// <summary>Reads a campaign's journal; one that no session has written to yet has no rows.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file cannot be read, or is no database.</exception>
    public static JournalRows Read(CampaignFolder folder)
    {
        using var journal = new JournalReader(folder, oneMoment: true);
        var streams = journal.Stored().Where(row => !row.IsDeleted).GroupBy(row => row.Stream)
            .ToDictionary(stream => stream.Key, stream => stream.OrderBy(row => row.SequenceNumber).ToList());
        return new JournalRows(new(streams, StringComparer.Ordinal), journal.LastOrdering(), journal.IsNumberedWithoutGaps);
    }
}
