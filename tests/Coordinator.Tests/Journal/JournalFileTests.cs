using Microsoft.Data.Sqlite;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Tests.Coordinator.Journal;

/// <summary>The SQLite file that the actors find.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_later_connection_has_a_write_ahead_log_that_is_synced_at_each_commit()
    {
        JournalFile.Prepare(_folder.Path("journal.db"));
        using var connection = new SqliteConnection($"Data Source={_folder.Path("journal.db")};Pooling=False");
        connection.Open();
        Assert.Equal("wal", Ask(connection, "PRAGMA journal_mode"));
        Assert.Equal(2L, Ask(connection, "PRAGMA synchronous")); // FULL
    }

    [Fact]
    public void Preparing_again_changes_nothing_and_closing_leaves_one_file()
    {
        JournalFile.Prepare(_folder.Path("journal.db"));
        using (var connection = JournalFile.Open(_folder.Path("journal.db"), SqliteOpenMode.ReadWrite))
        {
            Ask(connection, "CREATE TABLE t (n INTEGER)");
            Ask(connection, "INSERT INTO t VALUES (7)");
            JournalFile.Prepare(_folder.Path("journal.db"));
        }
        JournalFile.Close(_folder.Path("journal.db"));
        Assert.Equal([_folder.Path("journal.db")], Directory.EnumerateFiles(_folder.Path(".")).Select(Path.GetFullPath));
        using var reader = JournalFile.Open(_folder.Path("journal.db"), SqliteOpenMode.ReadOnly);
        Assert.Equal(7L, Ask(reader, "SELECT n FROM t"));
    }

    [Fact]
    public void What_is_no_database_is_refused()
    {
        _folder.Write("journal.db", new string('x', 4096));
        Assert.Throws<SqliteException>(() => JournalFile.Prepare(_folder.Path("journal.db")));
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
