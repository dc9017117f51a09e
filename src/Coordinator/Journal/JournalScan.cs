using System.Globalization;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;
using static System.FormattableString;

namespace S3Actors.Coordinator.Journal;

/// <summary>Something wrong in a journal's file.</summary>
/// <param name="Ordering">The row's number in the journal; 0 where no single row is meant.</param>
/// <param name="Stream">Its stream; empty where no single row is meant.</param>
/// <param name="SequenceNumber">Its number in the stream.</param>
/// <param name="Problem">In words.</param>
public sealed record JournalFault(long Ordering, string Stream, long SequenceNumber, string Problem)
{
    /// <summary>One line: <c>row 57 (ledger #12): ...</c>.</summary>
    public override string ToString() => Ordering == 0 ? Problem : Invariant($"row {Ordering} ({Stream} #{SequenceNumber}): {Problem}");
}

/// <summary>
/// A journal's file read row by row as the actors will read it: whether every row is there, is what was written and follows the one before
/// it in its stream. It says nothing of whether the decisions are right; <c>audit --verify</c> does.
/// </summary>
/// <param name="Rows">Rows that could be read.</param>
/// <param name="Faults">In the order of the rows; none in a whole journal.</param>
/// <param name="WholeUpTo">Ordering of the last row of the longest beginning that is whole and ends with a whole write; 0 for none.</param>
/// <param name="LastWhole">That row in words; empty for none.</param>
/// <param name="Campaign">Readable events of the campaign's own stream.</param>
/// <param name="Trainings">Beginnings and checkpoints of trainings.</param>
public sealed record JournalScan(
    long Rows, IReadOnlyList<JournalFault> Faults, long WholeUpTo, string LastWhole, IReadOnlyList<ICampaignEvent> Campaign,
    IReadOnlyList<ISupernetEvent> Trainings)
{
    /// <summary>Of a journal that has no row.</summary>
    public static JournalScan Empty { get; } = new(0, [], 0, "", [], []);

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsWhole => Faults.Count == 0;

    /// <summary>Scans a campaign's journal. One that no session has written to yet is whole.</summary>
    public static JournalScan Of(CampaignFolder folder)
    {
        var walk = new Walk(folder);
        try
        {
            using var journal = new JournalReader(folder, oneMoment: true);
            walk.HasGaps = !journal.IsNumberedWithoutGaps;
            foreach (var row in journal.Stored()) walk.Take(row);
            if (journal.HasEvents && journal.StructureProblems() is { Count: > 0 } problems)
                walk.Fault($"{folder.JournalFile} is damaged: {string.Join("; ", problems).ReplaceLineEndings(" ")}");
        }
        catch (SqliteException e)
        {
            walk.Fault($"{folder.JournalFile} is damaged: {e.Message}");
        }
        return walk.Conclude();
    }

    /// <summary>One pass over a journal's rows in the order in which they were written.</summary>
    private sealed class Walk(CampaignFolder folder)
    {
        private readonly Dictionary<string, (long SequenceNumber, byte[] Digest)> _ends = new(StringComparer.Ordinal);
        private readonly List<JournalFault> _faults = [];
        private readonly List<ICampaignEvent> _campaign = [];
        private readonly List<ISupernetEvent> _trainings = [];
        private long _rows;
        private long _ordering;
        private Write? _last;
        private Write? _lastButOne;
        private string _faultyStream = "";

        /// <summary>Rows of one stream that were written together: they stand one behind the other and have one time.</summary>
        private sealed record Write(string Stream, long Microseconds, long LastOrdering, string Words);

        /// <summary>Whether numbers may be missing from the whole journal without a row being lost; those of each stream never are.</summary>
        public bool HasGaps { get; set; }

        /// <summary>Takes the next row, damaged or not.</summary>
        public void Take(StoredRow row)
        {
            _rows++;
            if (!HasGaps && row.Ordering != _ordering + 1) Fault(Invariant($"the rows {_ordering + 1} to {row.Ordering - 1} are missing"));
            _ordering = row.Ordering;
            if (Problem(row) is { } problem) Fault(new JournalFault(row.Ordering, row.Stream, row.SequenceNumber, problem));
            if (row.Content is { } content) Note(content, row.Digest);
        }

        /// <summary>Something is wrong with the file as a whole.</summary>
        public void Fault(string problem) => Fault(new JournalFault(0, "", 0, problem));

        /// <summary>What was found.</summary>
        public JournalScan Conclude()
        {
            // A write whose end may be lost is half a write: nothing half-written was ever in the file, so nothing half-written is kept.
            var kept = _faults.Count > 0 && (_faultyStream.Length == 0 || _faultyStream == _last?.Stream) ? _lastButOne : _last;
            return new JournalScan(_rows, _faults, kept?.LastOrdering ?? 0, kept?.Words ?? "", _campaign, _trainings);
        }

        private string? Problem(StoredRow row)
        {
            if (row.Damage is { } damage) return damage.Message;
            if (row.Stream.Contains('/', StringComparison.Ordinal)) return "it belongs to another campaign";
            if (folder.StreamOf(Streams.Of(folder.Name, row.Content!.Event)) is var own && own != row.Stream) return $"its content belongs to the stream {own}";
            var (number, digest) = _ends.GetValueOrDefault(row.Stream, (0, []));
            if (row.SequenceNumber != number + 1) return Invariant($"number {number + 1} of its stream should stand here: rows were lost or added");
            if (!row.Follows(digest)) return "it does not follow the row before it: one of the two was changed, or a row between them was lost";
            return row.IsDeleted || row.IsForeign ? "it is marked as deleted, or as written by something else" : null;
        }

        private void Note(JournalRow row, byte[] digest)
        {
            _ends[row.Stream] = (row.SequenceNumber, digest);
            if (row.Event is ICampaignEvent it) _campaign.Add(it);
            if (row.Event is TrainingStarted or CheckpointSaved) _trainings.Add((ISupernetEvent)row.Event);
            if (_faults.Count > 0) return;
            var words = string.Create(CultureInfo.InvariantCulture, $"{EventNames.NameOf(row.Event.GetType())} of {row.Stream}, {row.Time:yyyy-MM-dd HH:mm:ss} UTC");
            if (_last is null || _last.Stream != row.Stream || _last.Microseconds != row.Header.UnixMicroseconds) _lastButOne = _last;
            _last = new Write(row.Stream, row.Header.UnixMicroseconds, row.Ordering, words);
        }

        private void Fault(JournalFault fault)
        {
            if (_faults.Count == 0) _faultyStream = fault.Stream;
            _faults.Add(fault);
        }
    }
}

/// <summary>A journal that is not whole: going on from it would be going on from something that never happened.</summary>
public sealed class DamagedJournalException(CampaignFolder folder, JournalScan scan) : JournalException(
    $"the journal of campaign '{folder.Name}' cannot be used: {scan.Faults[0]}; 's3actors doctor {folder.Name}' says what can be saved");
