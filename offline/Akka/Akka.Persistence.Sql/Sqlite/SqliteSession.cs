using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sql.Sqlite;

/// <summary>An open connection with its prepared statements. For one thread.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _statements = [];

    public SqliteSession(string connectionString)
    {
        // Closed means closed: a file in a pool would stay open after the actor system has ended.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        _connection.Open();
    }

    /// <summary>Runs statements that are not worth keeping.</summary>
    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement with parameters @0, @1, ...; answers how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object> values) => Statement(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row; null for none, or where it is NULL.</summary>
    public object Scalar(string sql, params ReadOnlySpan<object> values) => Statement(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>To be disposed before the same statement runs again.</summary>
    public SqliteDataReader Read(string sql, params ReadOnlySpan<object> values) => Statement(sql, values).ExecuteReader();

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Statement(string sql, ReadOnlySpan<object> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = _connection.CreateCommand();
            statement.CommandText = sql;
            for (var i = 0; i < values.Length; i++) statement.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
            _statements.Add(sql, statement);
        }

        for (var i = 0; i < values.Length; i++) statement.Parameters[i].Value = values[i] ?? DBNull.Value;
        return statement;
    }
}
