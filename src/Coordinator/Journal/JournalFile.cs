using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;

namespace S3Actors.Coordinator.Journal;

/// <summary>The campaign's SQLite file as the actors find it.</summary>
public static class JournalFile
{
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;

    /// <summary>
    /// Creates the file where there is none, and sees to it that it has a write-ahead log: readers then never wait for the writer, nor it
    /// for them. The mode is a property of the file, so every later connection has it. In it, SQLite's default for every connection
    /// (synchronous FULL) syncs the log at each commit: what was acknowledged survives a power cut.
    /// </summary>
    /// <exception cref="SqliteException">The file is no database, or cannot be written.</exception>
    public static void Prepare(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        if (connection.Value<string>("PRAGMA journal_mode = WAL") != "wal") throw new IOException($"{path}: this file system allows SQLite no write-ahead log");
    }

    /// <summary>
    /// Closes what this process still keeps open of it. The last to close folds the log into the file, so that one file holds all; where it
    /// cannot (a full disk, another reader), the log stays beside the file and loses nothing.
    /// </summary>
    public static void Close(string path)
    {
        SqliteConnection.ClearAllPools();
        try
        {
            using var connection = Open(path, SqliteOpenMode.ReadWrite);
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // How the session ended is known, and worth more than a tidy folder.
        }
    }

    /// <summary>
    /// A connection of its own, outside of the pool, so that nothing keeps the file open after it. In a folder that cannot be written, and
    /// where no log is left over, or an empty one, the file is opened as immutable: no process can change it.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written, and the log holds rows: SQLite cannot read them there; or the user may not read the file.</exception>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        try
        {
            return Opened(path, path, mode);
        }
        catch (SqliteException e) when (mode == SqliteOpenMode.ReadOnly && e.SqliteErrorCode is CannotOpen or ReadOnly && File.Exists(path))
        {
            if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
                throw new IOException(
                    $"{path}: its folder cannot be written, and rows that stand in {Path.GetFileName(path)}-wal cannot be read there: copy both files to a folder that can");
            return OpenedAtRest(path);
        }
    }

    /// <summary>
    /// The same of a file that no process writes, at a fraction of the cost: without its locks, and without a log and its index made for the reader alone.
    /// Where a log with rows was left behind, it is opened as any.
    /// </summary>
    public static SqliteConnection OpenAtRest(string path) =>
        new FileInfo(path + "-wal") is { Exists: true, Length: > 0 } ? Open(path, SqliteOpenMode.ReadOnly) : OpenedAtRest(path);

    private static SqliteConnection OpenedAtRest(string path) =>
        Opened(path, $"file:{Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1", SqliteOpenMode.ReadOnly);

    /// <summary>SQLite names no file that it could not open, and gives no reason.</summary>
    private static void RequireReadable(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException($"{path}: this user may not read it");
        }
        catch (IOException)
        {
            // What SQLite said is as good.
        }
    }

    /// <param name="file">The path.</param>
    /// <param name="source">The same, or as a URI.</param>
    private static SqliteConnection Opened(string file, string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = JournalSettings.BusySeconds }.ToString());
        try
        {
            connection.Open();
            if (mode == SqliteOpenMode.ReadOnly) connection.Execute("PRAGMA schema_version"); // the first look at the file itself
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is SqliteException { SqliteErrorCode: CannotOpen })
            {
                if (mode == SqliteOpenMode.ReadWriteCreate) throw new IOException($"{file}: cannot be created or written", e);
                RequireReadable(file);
            }
            throw;
        }
    }
}
