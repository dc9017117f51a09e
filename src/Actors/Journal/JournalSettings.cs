using System.Data.Common;
using Akka.Configuration;

namespace S3Actors.Actors.Journal;

/// <summary>The actor system's configuration: hocon/akka.conf, with the journal's place filled in.</summary>
public static class JournalSettings
{
    /// <summary>How long a write waits for another program that has locked the file, seconds, before it counts as failed and is tried again.</summary>
    public const int BusySeconds = 5;

    /// <summary>
    /// The configuration for one campaign's journal. Akka.Persistence.Sql's own defaults have to follow as fallback
    /// (<c>SqlPersistence.DefaultConfiguration</c>).
    /// </summary>
    /// <param name="journalFile">The SQLite file.</param>
    public static Config For(string journalFile)
    {
        var connection = new DbConnectionStringBuilder { ["Data Source"] = journalFile, ["Default Timeout"] = BusySeconds }.ConnectionString;
        return WithConnection(connection).WithFallback(ConfigurationFactory.ParseString(Resource("akka.conf")));
    }

    /// <summary>The same for a journal in PostgreSQL: hocon/postgres.conf over hocon/akka.conf.</summary>
    /// <param name="connectionString">As Npgsql takes it. It is a secret: it stands in the configuration and is never logged.</param>
    public static Config ForPostgres(string connectionString) => WithConnection(connectionString)
        .WithFallback(ConfigurationFactory.ParseString(Resource("postgres.conf"))).WithFallback(ConfigurationFactory.ParseString(Resource("akka.conf")));

    private static Config WithConnection(string connectionString)
    {
        var quoted = $"\"{connectionString.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return ConfigurationFactory.ParseString($"akka.persistence.journal.sql.connection-string = {quoted}");
    }

    /// <summary>The text of a file of hocon/ that the assembly holds.</summary>
    internal static string Resource(string name)
    {
        using var stream = typeof(JournalSettings).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
