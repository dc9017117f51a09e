using Microsoft.Data.Sqlite;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>A SQLite file for one test, looked into past the actors.</summary>
public sealed class JournalFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal-").FullName;

    public JournalFile(string? copyOf = null)
    {
        Path = System.IO.Path.Combine(_folder, "journal.db");
        if (copyOf is not null) File.Copy(copyOf, Path);
        // As a product would: readers and the writer do not wait for each other.
        Execute("PRAGMA journal_mode = WAL");
    }

    public static string Genuine => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "genuine-journal.db");

    public string Path { get; }

    public string Hocon => $$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql { connection-string = "Data Source={{Path}}", provider-name = "SQLite.MS" }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sql"
            sql { connection-string = "Data Source={{Path}}", provider-name = "SQLite.MS" }
          }
        }
        """;

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Every row as text: columns between bars, byte strings in hexadecimal, NULL as nothing.</summary>
    public IReadOnlyList<string> Rows(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) switch
            {
                byte[] bytes => Convert.ToHexString(bytes),
                DBNull => "",
                IFormattable value => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                var value => value.ToString(),
            })));
        }

        return rows;
    }

    public void Dispose() => JournalFolder.Delete(_folder);
}
