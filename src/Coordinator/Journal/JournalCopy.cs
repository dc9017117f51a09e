using System.Data.Common;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;

namespace S3Actors.Coordinator.Journal;

/// <summary>Makes a journal out of another's rows: the only place beside the actors that writes rows.</summary>
internal static class JournalCopy
{
    /// <summary>Writes the file in one transaction: all of it, or nothing that is of use.</summary>
    /// <param name="file">The new file; what stands there is removed.</param>
    /// <param name="source">The campaign whose journal is copied; only read.</param>
    /// <param name="choose">Given the source's rows in their order, each by column, gives the new file's. A row without <c>ordering</c> gets the next number.</param>
    /// <param name="upTo">Ordering of the last row that is read.</param>
    /// <exception cref="DbException">The source cannot be read that far.</exception>
    public static void Write(
        string file, CampaignFolder source, Func<IEnumerable<Dictionary<string, object>>, IEnumerable<Dictionary<string, object>>> choose, long upTo = long.MaxValue)
    {
        File.Delete(file);
        var store = JournalStore.Of(source);
        using var from = store.Open();
        if (store is not SqliteStore) JournalTables.Create(JournalSettings.For(file));
        using var to = JournalFile.Open(file, SqliteOpenMode.ReadWriteCreate);
        using var transaction = to.BeginTransaction();
        if (store is SqliteStore)
            foreach (var table in from.Rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid", row => row.GetString(0))) to.Execute(table);
        if (store.HasTable(from)) Insert(to, choose(Rows(store, from, upTo)));
        transaction.Commit();
    }

    /// <summary>All rows, each with the next number: those of a file have no gaps, and those of PostgreSQL may.</summary>
    public static IEnumerable<Dictionary<string, object>> Renumbered(IEnumerable<Dictionary<string, object>> rows) => rows.Select(row =>
    {
        row.Remove("ordering");
        return row;
    });

    /// <summary>Writes a whole journal into another store, in one transaction, and reads it there before that is committed.</summary>
    /// <exception cref="IOException">There are rows of this campaign already, or what is read there is not what was written.</exception>
    public static void Write(PostgresStore store, CampaignFolder source)
    {
        var from = JournalStore.Of(source);
        store.Prepare();
        JournalTables.Create(store.ActorSettings);
        using var reading = from.Open();
        using var to = store.Open();
        if (to.Value<long>($"SELECT count(*) FROM journal WHERE {store.Own}", store.OwnParameter) > 0)
            throw new IOException($"there are events of a campaign '{source.Name}' there already: nothing was copied");
        using var transaction = to.BeginTransaction();
        if (from.HasTable(reading))
        {
            Insert(to, Rows(from, reading, long.MaxValue).Select(row =>
            {
                row.Remove("ordering");
                row["deleted"] = row["deleted"] is not 0L;
                return row;
            }));
            JournalChains.RequireEqual(JournalChains.Of(from, reading, source), JournalChains.Of(store, to, source));
        }
        transaction.Commit();
    }

    private static IEnumerable<Dictionary<string, object>> Rows(JournalStore store, DbConnection from, long upTo) =>
        from.Rows($"SELECT * FROM journal WHERE {store.Own} AND ordering <= @upTo ORDER BY ordering", row => row.ByColumn(), ("@upTo", upTo), store.OwnParameter);

    private static void Insert(DbConnection to, IEnumerable<Dictionary<string, object>> rows)
    {
        using var insert = to.CreateCommand(); // prepared once for all rows that have the same columns
        foreach (var row in rows)
        {
            insert.CommandText = $"INSERT INTO journal ({string.Join(", ", row.Keys)}) VALUES ({string.Join(", ", row.Keys.Select(name => "@" + name))})";
            insert.Parameters.Clear();
            foreach (var (name, value) in row) insert.Add("@" + name, value);
            insert.ExecuteNonQuery();
        }
    }
}
