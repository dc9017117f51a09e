using Microsoft.Data.Sqlite;

namespace S3Actors.Coordinator.Journal;

/// <summary>
/// Makes a whole journal of the beginning of a damaged one. That is the journal of a process killed at that moment, so the campaign goes on
/// from there to the same results.
/// </summary>
public static class JournalRescue
{
    /// <summary>What the damaged file is called afterwards.</summary>
    public static string DamagedFile(CampaignFolder folder) => folder.JournalFile + ".damaged";

    /// <summary>Keeps the rows that a scan found whole; the damaged file stays beside them under another name. The caller holds the lock.</summary>
    /// <exception cref="SqliteException">Not even these rows can be copied; the folder is as it was.</exception>
    public static void Keep(CampaignFolder folder, JournalScan scan)
    {
        var rescued = folder.JournalFile + ".rescued";
        File.Delete(rescued);
        using (var connection = JournalFile.Open(rescued, SqliteOpenMode.ReadWriteCreate))
        {
            var from = JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadOnly);
            using (from)
            {
                foreach (var statement in Texts(from, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"))
                    Execute(connection, statement);
                Copy(from, connection, scan.WholeUpTo);
            }
        }
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(folder.JournalFile + suffix)) File.Move(folder.JournalFile + suffix, DamagedFile(folder) + suffix, overwrite: true);
        }
        File.Move(rescued, folder.JournalFile);
    }

    private static void Copy(SqliteConnection from, SqliteConnection to, long upTo)
    {
        using var transaction = to.BeginTransaction();
        using var read = from.CreateCommand();
        read.CommandText = "SELECT * FROM journal WHERE ordering <= $upTo ORDER BY ordering";
        read.Parameters.AddWithValue("$upTo", upTo);
        using var row = read.ExecuteReader();
        using var write = to.CreateCommand();
        write.CommandText = $"INSERT INTO journal VALUES ({string.Join(", ", Enumerable.Range(0, row.FieldCount).Select(column => $"$c{column}"))})";
        while (row.Read())
        {
            write.Parameters.Clear();
            for (var column = 0; column < row.FieldCount; column++) write.Parameters.AddWithValue($"$c{column}", row.GetValue(column));
            write.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static List<string> Texts(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var row = command.ExecuteReader();
        var texts = new List<string>();
        while (row.Read()) texts.Add(row.GetString(0));
        return texts;
    }

    private static void Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
