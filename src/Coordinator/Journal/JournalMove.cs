namespace S3Actors.Coordinator.Journal;

/// <summary>
/// Takes a campaign's journal to the other kind of database. The copy is checked before the folder names it; the original stays: a file under
/// another name, rows in PostgreSQL where they are. The caller holds the campaign's locks.
/// </summary>
internal static class JournalMove
{
    /// <summary>From PostgreSQL to the SQLite file of the campaign's folder.</summary>
    /// <returns>Rows copied.</returns>
    /// <exception cref="IOException">The copy is not equal; nothing was changed.</exception>
    public static long ToSqlite(CampaignFolder folder)
    {
        var unfinished = new CampaignFolder(folder.Path) { JournalFile = folder.JournalFile + ".unfinished" };
        JournalCopy.Write(unfinished.JournalFile, folder, JournalCopy.Renumbered);
        var store = JournalStore.Of(folder);
        var copy = new SqliteStore(unfinished);
        long rows;
        using (var from = store.Open())
        using (var to = copy.Open())
        {
            var chains = JournalChains.Of(copy, to, folder);
            JournalChains.RequireEqual(store.HasTable(from) ? JournalChains.Of(store, from, folder) : new Dictionary<string, (long, string)>(), chains);
            rows = chains.Values.Sum(it => it.Rows);
        }
        JournalFile.Close(unfinished.JournalFile);
        File.Move(unfinished.JournalFile, folder.JournalFile, overwrite: true); // what may stand there is left of a copy that was interrupted here
        File.Move(folder.PostgresFile, folder.PostgresFile + ".copied", overwrite: true);
        return rows;
    }

    /// <summary>From the SQLite file to PostgreSQL.</summary>
    /// <param name="source">The environment variable or the file that holds the connection string.</param>
    /// <returns>Rows copied.</returns>
    /// <exception cref="IOException">The copy is not equal, or cannot be made; nothing was changed.</exception>
    public static long ToPostgres(CampaignFolder folder, string source)
    {
        var store = PostgresStore.Of(folder, source);
        JournalCopy.Write(store, folder);
        JournalFile.Close(folder.JournalFile);
        using var connection = store.Open();
        var rows = JournalChains.Of(store, connection, folder).Values.Sum(it => it.Rows);
        folder.NamePostgres(source);
        File.Move(folder.JournalFile, folder.JournalFile + ".copied", overwrite: true);
        store.Close();
        return rows;
    }
}
