using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;

namespace S3Actors.Coordinator.Journal;

/// <summary>Has Akka.Persistence.Sql create the journal's tables, as it does for the first session of a campaign.</summary>
internal static class JournalTables
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    /// <summary>Creates the tables where there are none.</summary>
    /// <exception cref="IOException">They cannot be created.</exception>
    public static void Create(Config journal)
    {
        var system = ActorSystem.Create("s3actors-tables", journal.WithFallback(SqlPersistence.DefaultConfiguration));
        try
        {
            // Asked for a stream that nobody has; answered once the tables are there.
            var answer = Persistence.Instance.Apply(system).JournalFor("").Ask<object>(asker => new ReplayMessages(1, 1, 1, "-", asker), Enough, CancellationToken.None).GetAwaiter().GetResult();
            if (answer is not RecoverySuccess) throw new IOException("the journal's tables cannot be created");
        }
        catch (AskTimeoutException)
        {
            throw new IOException("the journal's tables could not be created in time");
        }
        finally
        {
            system.Terminate().Wait(Enough);
        }
    }
}
