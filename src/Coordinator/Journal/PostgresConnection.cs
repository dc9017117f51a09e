using System.Net.Sockets;
using Npgsql;

namespace S3Actors.Coordinator.Journal;

/// <summary>A connection string is a secret: it is read from the environment or from a file, and no message repeats any of it.</summary>
internal static class PostgresConnection
{
    /// <summary>Reads a connection string.</summary>
    /// <param name="source">An environment variable or a file with the string as its first line.</param>
    /// <param name="timeoutSeconds">How long connecting may take, unless the string says so itself.</param>
    /// <exception cref="IOException">There is no such variable or file, or Npgsql does not understand what it holds.</exception>
    public static string Resolve(string source, int timeoutSeconds)
    {
        var text = Environment.GetEnvironmentVariable(source) ?? (File.Exists(source) ? File.ReadLines(source).FirstOrDefault() : null);
        if (string.IsNullOrWhiteSpace(text)) throw new IOException($"{source}: there is no environment variable of this name, and no file, that holds a connection string");
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(text) { IncludeErrorDetail = false, PersistSecurityInfo = false };
            if (!parts.ContainsKey("Timeout")) parts.Timeout = timeoutSeconds;
            return parts.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw new IOException($"{source}: what it holds is no connection string as Npgsql takes it (\"Host=...;Database=...;Username=...;Search Path=...\")");
        }
    }

    /// <summary>What went wrong, in one line that names neither server, user nor password.</summary>
    public static string Words(NpgsqlException error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => "the PostgreSQL server refuses the user or the password",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => "the user has no permission to use the journal's tables",
        PostgresException { SqlState: PostgresErrorCodes.InvalidSchemaName } => "the schema that \"Search Path\" names does not exist, or the user has no right to use it",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "there is no database of the name that the connection string has",
        PostgresException other => $"the PostgreSQL server refuses (SQLSTATE {other.SqlState})",
        { InnerException: SocketException or TimeoutException } => "the PostgreSQL server cannot be reached",
        _ when error.Message.StartsWith("No password", StringComparison.Ordinal) => "the PostgreSQL server asks for a password, and the connection string has none",
        _ => "the connection to the PostgreSQL server failed",
    };
}
