using System.Data;
using System.Data.Common;
using Akka.Configuration;
using Npgsql;
using S3Actors.Actors.Journal;

namespace S3Actors.Coordinator.Journal;

/// <summary>
/// Tables in one schema of a PostgreSQL database, which many campaigns share: each has the rows of its own persistence ids. The right to
/// create tables in the schema suffices, and once they exist, the right to read and insert.
/// </summary>
internal sealed class PostgresStore : JournalStore
{
    private const int ConnectSeconds = 5;
    private readonly CampaignFolder _folder;
    private readonly string _connectionString;
    private readonly string _source;

    private PostgresStore(CampaignFolder folder, string source, string connectionString) =>
        (_folder, _source, _connectionString) = (folder, source, connectionString);

    /// <summary>The store that a connection string leads to.</summary>
    /// <param name="folder">The campaign's folder.</param>
    /// <param name="source">Name of the environment variable, or path of the file, that holds the connection string.</param>
    /// <exception cref="IOException">It holds none.</exception>
    public static PostgresStore Of(CampaignFolder folder, string source) => new(folder, source, PostgresConnection.Resolve(source, ConnectSeconds));

    /// <inheritdoc/>
    public override Config ActorSettings => JournalSettings.ForPostgres(_connectionString);

    /// <summary>Compared byte by byte, whatever the database's collation.</summary>
    public override string StreamColumn => "persistence_id COLLATE \"C\"";

    /// <inheritdoc/>
    public override string Own => $"{StreamColumn} BETWEEN @own AND @own || '~'";

    /// <inheritdoc/>
    public override (string Name, object Value) OwnParameter => ("@own", _folder.IdOf(""));

    /// <summary>Campaigns share the numbers, and a write that is rolled back uses some up.</summary>
    public override bool IsNumberedWithoutGaps => false;

    /// <summary>Sees to it that the schema is there and the tables are, or can be created.</summary>
    public override void Prepare()
    {
        using var connection = Open();
        if (connection.Value<object>("SELECT current_schema()") is not string schema)
            throw new IOException($"{_source}: the schema that \"Search Path\" names does not exist, or the user has no right to use it");
        var right = HasTable(connection) ? "has_table_privilege('journal', 'INSERT')" : "has_schema_privilege(current_schema(), 'CREATE')";
        if (!connection.Value<bool>($"SELECT {right}")) throw new IOException($"{_source}: the user has no permission to write the journal in schema {schema}");
    }

    /// <inheritdoc/>
    public override void Close() => NpgsqlConnection.ClearAllPools();

    /// <inheritdoc/>
    /// <exception cref="IOException">The server cannot be reached or refuses, with the reason in one line.</exception>
    public override DbConnection Open()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (NpgsqlException e)
        {
            connection.Dispose();
            throw new IOException($"{_source}: {PostgresConnection.Words(e)}");
        }
    }

    /// <inheritdoc/>
    public override DbTransaction OneMoment(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <inheritdoc/>
    public override bool HasTable(DbConnection connection) => connection.Value<bool>("SELECT to_regclass('journal') IS NOT NULL");

    /// <inheritdoc/>
    public override long DataVersion(DbConnection connection) => LastOrdering(connection);

    /// <summary>Number of the campaign's last row that stands there: PostgreSQL remembers no number of its own for each campaign.</summary>
    public override long LastOrdering(DbConnection connection) => !HasTable(connection) ? 0
        : connection.Value<long>($"SELECT coalesce(max(ordering), 0) FROM journal WHERE {Own}", OwnParameter);

    /// <summary>PostgreSQL checks its pages as it reads them.</summary>
    public override IReadOnlyList<string> StructureProblems(DbConnection connection) => [];

    /// <summary>An advisory lock of the database, which ends with the connection that holds it, however that ends.</summary>
    public override IDisposable? TakeWriting()
    {
        var connection = Open();
        // The server finds out within a quarter of a minute that the machine is gone; by itself it would take hours.
        _ = connection.Value<string>(
            "SELECT set_config('tcp_keepalives_idle', '5', false) || set_config('tcp_keepalives_interval', '3', false) || set_config('tcp_keepalives_count', '3', false)");
        if (connection.Value<bool>("SELECT pg_try_advisory_lock(hashtextextended(coalesce(current_schema(), '') || '/' || @name, 5301))", ("@name", _folder.Name))) return connection;
        connection.Dispose();
        return null;
    }
}
