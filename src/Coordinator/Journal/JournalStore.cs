using System.Data.Common;
using Akka.Configuration;

namespace S3Actors.Coordinator.Journal;

/// <summary>
/// Where a campaign's journal stands, and what differs between the databases: the tables are Akka.Persistence.Sql's and the rows are the
/// same in each.
/// </summary>
internal abstract class JournalStore
{
    /// <summary>The store of a campaign: PostgreSQL where its folder says so, otherwise a SQLite file in it, which need not exist yet.</summary>
    public static JournalStore Of(CampaignFolder folder) =>
        File.Exists(folder.PostgresFile) ? PostgresStore.Of(folder, File.ReadAllText(folder.PostgresFile).Trim()) : new SqliteStore(folder);

    /// <summary>What the actors are told of it.</summary>
    public abstract Config ActorSettings { get; }

    /// <summary>The column <c>persistence_id</c>, compared byte by byte.</summary>
    public abstract string StreamColumn { get; }

    /// <summary>Condition of the rows that are the campaign's.</summary>
    public abstract string Own { get; }

    /// <summary>The parameter of <see cref="Own"/>.</summary>
    public abstract (string Name, object Value) OwnParameter { get; }

    /// <summary>Whether a gap in the rows' numbers means that a row is missing.</summary>
    public abstract bool IsNumberedWithoutGaps { get; }

    /// <summary>Makes it ready for the actors.</summary>
    /// <exception cref="IOException">It cannot be written, with the reason in one line.</exception>
    public abstract void Prepare();

    /// <summary>Closes what this process still keeps open of it.</summary>
    public abstract void Close();

    /// <summary>A connection that only reads.</summary>
    /// <param name="atRest">Whether no process writes it meanwhile, which may make reading cheaper.</param>
    public abstract DbConnection Open(bool atRest = false);

    /// <summary>A transaction in which everything is read as it stands at the first look.</summary>
    public abstract DbTransaction OneMoment(DbConnection connection);

    /// <summary>Whether the table exists; the first session creates it with the first event.</summary>
    public abstract bool HasTable(DbConnection connection);

    /// <summary>A number that changes when somebody else writes to the journal, and only then, while the connection is open.</summary>
    public abstract long DataVersion(DbConnection connection);

    /// <summary>Number of the last row that was ever written, also where it was removed, as far as that is known.</summary>
    public abstract long LastOrdering(DbConnection connection);

    /// <summary>What is wrong with the database's own structure; empty for a sound one.</summary>
    public abstract IReadOnlyList<string> StructureProblems(DbConnection connection);

    /// <summary>The right to write the journal from this machine; null where a process on another has it.</summary>
    public abstract IDisposable? TakeWriting();
}
