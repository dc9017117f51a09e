using System.Globalization;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;
using static System.FormattableString;

namespace S3Actors.Coordinator.Journal;

/// <summary>One pass over a journal's rows in the order in which they were written.</summary>
/// <param name="campaign">The campaign's name.</param>
internal sealed class ScanReading(string campaign)
{
    private readonly string _prefix = campaign + "/"; // what every stream's persistence id begins with
    private readonly Dictionary<string, (long SequenceNumber, byte[] Digest)> _ends = new(StringComparer.Ordinal);
    private readonly List<JournalFault> _faults = [];
    private long _rows;
    private long _ordering;
    private Write? _last;
    private Write? _lastButOne;
    private string _faultyStream = "";

    /// <summary>Rows of one stream that were written together: they stand one behind the other and have one time.</summary>
    private sealed record Write(string Stream, long Microseconds, long LastOrdering, string Words);

    /// <summary>Reads all rows; goes on behind a damaged one.</summary>
    /// <exception cref="SqliteException">The file cannot be read any further.</exception>
    public void Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ordering, persistence_id, sequence_number, manifest, message, deleted, identifier FROM journal ORDER BY ordering";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            _rows++;
            var ordering = row.GetInt64(0);
            if (ordering != _ordering + 1) Fault(0, "", 0, Invariant($"the rows {_ordering + 1} to {ordering - 1} are missing"));
            _ordering = ordering;
            if (row.GetValue(1) is not string id || row.GetValue(2) is not long number || row.GetValue(4) is not byte[] message)
            {
                Fault(ordering, "?", 0, "its columns are not of the types they were written with");
                continue;
            }
            var stream = id.StartsWith(_prefix, StringComparison.Ordinal) ? id[_prefix.Length..] : id;
            if (Problem(stream, number, row, message, out var recorded) is { } problem) Fault(ordering, stream, number, problem);
            if (recorded is not null) Note(stream, ordering, number, recorded);
        }
    }

    /// <summary>Something is wrong with the file as a whole.</summary>
    public void Fault(string problem) => Fault(0, "", 0, problem);

    /// <summary>What was found.</summary>
    public JournalScan Conclude()
    {
        // A write whose end may be lost is half a write: nothing half-written was ever in the file, so nothing half-written is kept.
        var kept = _faults.Count > 0 && (_faultyStream.Length == 0 || _faultyStream == _last?.Stream) ? _lastButOne : _last;
        return new JournalScan(_rows, _faults, kept?.LastOrdering ?? 0, kept?.Words ?? "");
    }

    private string? Problem(string stream, long number, SqliteDataReader row, byte[] message, out Recorded? recorded)
    {
        recorded = null;
        var end = _ends.GetValueOrDefault(stream, (0, []));
        try
        {
            recorded = Recorded.Read(row.GetValue(3) as string ?? "", message);
        }
        catch (JournalException e)
        {
            return e.Message;
        }
        if (stream.Contains('/', StringComparison.Ordinal)) return "it belongs to another campaign";
        if (Streams.Of(campaign, recorded.Event)[_prefix.Length..] is var own && own != stream) return $"its content belongs to the stream {own}";
        if (number != end.SequenceNumber + 1) return Invariant($"number {end.SequenceNumber + 1} of its stream should stand here: rows were lost or added");
        if (!recorded.Header.PreviousDigest.AsSpan().SequenceEqual(end.Digest)) return "it does not follow the row before it: one of the two was changed, or a row between them was lost";
        if (row.GetValue(5) is not 0L || row.GetValue(6) is not (long)JournalSerializer.RowIdentifier) return "it is marked as deleted, or as written by something else";
        return null;
    }

    private void Note(string stream, long ordering, long number, Recorded recorded)
    {
        _ends[stream] = (number, recorded.Digest);
        if (_faults.Count > 0) return;
        var time = DateTimeOffset.UnixEpoch.AddTicks(recorded.Header.UnixMicroseconds * TimeSpan.TicksPerMicrosecond);
        var words = string.Create(CultureInfo.InvariantCulture, $"{recorded.Name} of {stream}, {time:yyyy-MM-dd HH:mm:ss} UTC");
        if (_last is null || _last.Stream != stream || _last.Microseconds != recorded.Header.UnixMicroseconds) _lastButOne = _last;
        _last = new Write(stream, recorded.Header.UnixMicroseconds, ordering, words);
    }

    private void Fault(long ordering, string stream, long number, string problem)
    {
        if (_faults.Count == 0) _faultyStream = stream;
        _faults.Add(new JournalFault(ordering, stream, number, problem));
    }
}
