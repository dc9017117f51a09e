using Microsoft.Data.Sqlite;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Journal;

/// <summary>Copies a campaign's journal into one file, also beside the process that writes it, which is not held up.</summary>
internal static class JournalBackup
{
    /// <summary>Writes the copy aside, follows every chain of digests in it, and gives it its name only then.</summary>
    /// <returns>The file, and the events in it.</returns>
    /// <exception cref="IOException">The file exists or cannot be written, or the journal is damaged.</exception>
    /// <exception cref="RenamedFolderException">The folder is another campaign's.</exception>
    public static (WrittenFile File, long Events) Write(CampaignFolder folder, string path)
    {
        var aside = Path.GetFullPath(path) + DurableFile.UnfinishedSuffix;
        try
        {
            using (new JournalReader(folder)) { } // refuses a folder of another campaign
            var store = JournalStore.Of(folder);
            if (store is SqliteStore) CopyPages(folder.JournalFile, aside);
            else JournalCopy.Write(aside, folder, JournalCopy.Renumbered);
            var copy = new SqliteStore(new CampaignFolder(folder.Path) { JournalFile = aside });
            long events;
            using (var connection = copy.Open())
                events = copy.HasTable(connection) ? JournalChains.Of(copy, connection, folder).Values.Sum(it => it.Rows) : 0;
            return (DurableFile.Place(aside, path), events);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>By SQLite's online backup, as of one moment: rows that stand in the write-ahead log are in the copy, which has none of its own.</summary>
    private static void CopyPages(string journal, string target)
    {
        File.Delete(target);
        using var from = JournalFile.Open(journal, SqliteOpenMode.ReadOnly);
        using var to = JournalFile.Open(target, SqliteOpenMode.ReadWriteCreate);
        from.BackupDatabase(to);
        to.Value<string>("PRAGMA journal_mode = DELETE");
    }
}
