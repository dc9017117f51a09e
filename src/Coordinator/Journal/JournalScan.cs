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
public sealed record JournalScan(long Rows, IReadOnlyList<JournalFault> Faults, long WholeUpTo, string LastWhole)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsWhole => Faults.Count == 0;

    /// <summary>Scans a campaign's journal. One that no session has written to yet is whole.</summary>
    public static JournalScan Of(CampaignFolder folder)
    {
        var reading = new ScanReading(folder.Name);
        try
        {
            using var connection = JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadOnly);
            using var moment = connection.BeginTransaction(deferred: true);
            if (Rows1(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'journal'").Count > 0)
            {
                reading.Read(connection);
                var problems = Rows1(connection, "PRAGMA integrity_check(3)");
                if (problems is not ["ok"]) reading.Fault($"{folder.JournalFile} is damaged: {string.Join("; ", problems).ReplaceLineEndings(" ")}");
            }
        }
        catch (SqliteException e)
        {
            reading.Fault($"{folder.JournalFile} is damaged: {e.Message}");
        }
        return reading.Conclude();
    }

    private static List<string> Rows1(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var row = command.ExecuteReader();
        var values = new List<string>();
        while (row.Read()) values.Add(row.GetString(0));
        return values;
    }
}
