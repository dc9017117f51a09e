using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;

namespace S3Actors.Coordinator.Runs;

/// <summary>The campaign's SQLite file as the actors find it.</summary>
public static class JournalFile
{
    /// <summary>
    /// Creates the file where there is none, and sees to it that it has a write-ahead log: readers then never wait for the writer, nor it
    /// for them. The mode is a property of the file, so every later connection has it. In it, SQLite's default for every connection
    /// (synchronous FULL) syncs the log at each commit: what was acknowledged survives a power cut.
    /// </summary>
    /// <exception cref="SqliteException">The file is no database, or cannot be written.</exception>
    public static void Prepare(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        if (command.ExecuteScalar() as string != "wal") throw new IOException($"{path}: this file system allows SQLite no write-ahead log");
    }

    /// <summary>Closes what this process still keeps open of it. The last to close folds the log into the file, so that one file holds all.</summary>
    public static void Close(string path)
    {
        SqliteConnection.ClearAllPools();
        using var connection = Open(path, SqliteOpenMode.ReadWrite);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }

    /// <summary>A connection of its own, outside of the pool, so that nothing keeps the file open after it.</summary>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = JournalSettings.BusySeconds }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
