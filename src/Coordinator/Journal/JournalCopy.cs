using Microsoft.Data.Sqlite;

namespace S3Actors.Coordinator.Journal;

/// <summary>Makes a journal's file out of another's rows: the only place beside the actors that writes rows.</summary>
internal static class JournalCopy
{
    /// <summary>Writes the file in one transaction: all of it, or nothing that is of use.</summary>
    /// <param name="file">The new file; what stands there is removed.</param>
    /// <param name="source">The campaign whose journal is copied; only read.</param>
    /// <param name="choose">Given the source's rows in their order, each by column, gives the new file's. A row without <c>ordering</c> gets the next number.</param>
    /// <param name="upTo">Ordering of the last row that is read.</param>
    /// <exception cref="SqliteException">The source cannot be read that far.</exception>
    public static void Write(
        string file, CampaignFolder source, Func<IEnumerable<Dictionary<string, object>>, IEnumerable<Dictionary<string, object>>> choose, long upTo = long.MaxValue)
    {
        File.Delete(file);
        using var from = JournalFile.Open(source.JournalFile, SqliteOpenMode.ReadOnly);
        using var to = JournalFile.Open(file, SqliteOpenMode.ReadWriteCreate);
        using var transaction = to.BeginTransaction();
        foreach (var table in from.Rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid", row => row.GetString(0))) to.Execute(table);
        var rows = from.Rows("SELECT * FROM journal WHERE ordering <= $upTo ORDER BY ordering", Columns, ("$upTo", upTo));
        using var insert = to.CreateCommand(); // prepared once for all rows that have the same columns
        foreach (var row in choose(rows))
        {
            insert.CommandText = $"INSERT INTO journal ({string.Join(", ", row.Keys)}) VALUES ({string.Join(", ", row.Keys.Select(name => "$" + name))})";
            insert.Parameters.Clear();
            foreach (var (name, value) in row) insert.Parameters.AddWithValue("$" + name, value);
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static Dictionary<string, object> Columns(SqliteDataReader row) =>
        Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, row.GetValue, StringComparer.Ordinal);
}
