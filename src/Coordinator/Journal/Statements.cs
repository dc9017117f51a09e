using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace S3Actors.Coordinator.Journal;

/// <summary>Statements and their parameters (<c>@name</c>) on a connection to either kind of database.</summary>
internal static class Statements
{
    /// <summary>Carries a statement out.</summary>
    public static void Execute(this DbConnection connection, string statement, params IEnumerable<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, statement, parameters);
        command.ExecuteNonQuery();
    }

    /// <summary>The one value that a query gives.</summary>
    public static T Value<T>(this DbConnection connection, string query, params IEnumerable<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, query, parameters);
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>
    /// What a query gives. SQLite's rows are read one at a time as they are asked for; PostgreSQL answers one query at a time on a connection,
    /// so there all are read at once.
    /// </summary>
    public static IEnumerable<T> Rows<T>(this DbConnection connection, string query, Func<DbDataReader, T> read, params IEnumerable<(string Name, object Value)> parameters) =>
        connection is SqliteConnection ? OneByOne(connection, query, read, parameters) : OneByOne(connection, query, read, parameters).ToList();

    /// <summary>Each column's value by its name. Numbers and truth values are <c>long</c>, whatever the database has for them.</summary>
    public static Dictionary<string, object> ByColumn(this DbDataReader row) =>
        Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, row.Plain, StringComparer.Ordinal);

    /// <summary>One column's value; numbers and truth values are <c>long</c>.</summary>
    public static object Plain(this DbDataReader row, int column) => row.GetValue(column) switch { bool it => it ? 1L : 0L, int it => (long)it, var it => it };

    /// <summary>Adds a parameter.</summary>
    public static void Add(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static IEnumerable<T> OneByOne<T>(DbConnection connection, string query, Func<DbDataReader, T> read, IEnumerable<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, query, parameters);
        using var row = command.ExecuteReader();
        while (row.Read()) yield return read(row);
    }

    private static DbCommand Command(DbConnection connection, string text, IEnumerable<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand(); // takes the connection's open transaction
        command.CommandText = text;
        foreach (var (name, value) in parameters) command.Add(name, value);
        return command;
    }
}
