using Microsoft.Data.Sqlite;

namespace S3Actors.Coordinator.Journal;

/// <summary>Statements and their parameters (<c>$name</c>) on a connection.</summary>
internal static class SqliteStatements
{
    /// <summary>Carries a statement out.</summary>
    public static void Execute(this SqliteConnection connection, string statement, params IEnumerable<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, statement, parameters);
        command.ExecuteNonQuery();
    }

    /// <summary>The one value that a query gives.</summary>
    public static T Value<T>(this SqliteConnection connection, string query, params IEnumerable<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, query, parameters);
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>The rows of a query, read one at a time.</summary>
    public static IEnumerable<T> Rows<T>(this SqliteConnection connection, string query, Func<SqliteDataReader, T> read, params IEnumerable<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, query, parameters);
        using var row = command.ExecuteReader();
        while (row.Read()) yield return read(row);
    }

    private static SqliteCommand Command(SqliteConnection connection, string text, IEnumerable<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand(); // takes the connection's open transaction
        command.CommandText = text;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
