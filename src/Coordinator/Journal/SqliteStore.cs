using System.Data.Common;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Journal;

namespace S3Actors.Coordinator.Journal;

/// <summary>A SQLite file in the campaign's folder that holds this campaign and no other.</summary>
internal sealed class SqliteStore(CampaignFolder folder) : JournalStore
{
    /// <inheritdoc/>
    public override Config ActorSettings => JournalSettings.For(folder.JournalFile);

    /// <inheritdoc/>
    public override string StreamColumn => "persistence_id";

    /// <summary>Every row of the file: one of another campaign is found and reported.</summary>
    public override string Own => "@own = @own";

    /// <inheritdoc/>
    public override (string Name, object Value) OwnParameter => ("@own", "");

    /// <inheritdoc/>
    public override bool IsNumberedWithoutGaps => true;

    /// <inheritdoc/>
    public override void Prepare() => JournalFile.Prepare(folder.JournalFile);

    /// <inheritdoc/>
    public override void Close() => JournalFile.Close(folder.JournalFile);

    /// <inheritdoc/>
    public override DbConnection Open(bool atRest = false) =>
        atRest ? JournalFile.OpenAtRest(folder.JournalFile) : JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadOnly);

    /// <inheritdoc/>
    public override DbTransaction OneMoment(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    /// <inheritdoc/>
    public override bool HasTable(DbConnection connection) => HasTable(connection, "journal");

    /// <inheritdoc/>
    public override long DataVersion(DbConnection connection) => connection.Value<long>("PRAGMA data_version");

    /// <inheritdoc/>
    public override long LastOrdering(DbConnection connection) => !HasTable(connection, "sqlite_sequence") ? 0
        : connection.Value<long>("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'journal'");

    /// <inheritdoc/>
    public override IReadOnlyList<string> StructureProblems(DbConnection connection) =>
        connection.Rows("PRAGMA integrity_check(3)", row => row.GetString(0)).ToList() is var found and not ["ok"] ? found : [];

    /// <summary>The file system's lock on the folder suffices.</summary>
    public override IDisposable TakeWriting() => new Nothing();

    private static bool HasTable(DbConnection connection, string name) =>
        connection.Value<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @name", ("@name", name)) > 0;

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
