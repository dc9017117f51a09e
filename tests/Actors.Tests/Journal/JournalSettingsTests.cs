using Akka.Actor;
using Akka.Persistence.Sql;
using S3Actors.Actors.Journal;

namespace S3Actors.Tests.Actors.Journal;

/// <summary>What the actors are told of their journal.</summary>
public sealed class JournalSettingsTests
{
    /// <summary>Akka's own limits, 30 and 10 seconds, ended sessions on a machine at load 40. They are read as Akka reads them: from the plugin's section.</summary>
    [Theory]
    [InlineData("akka.persistence.journal.sql.recovery-event-timeout", false)]
    [InlineData("akka.persistence.journal.sql.recovery-event-timeout", true)]
    [InlineData("akka.persistence.journal.sql.circuit-breaker.call-timeout", false)]
    [InlineData("akka.persistence.journal.sql.circuit-breaker.call-timeout", true)]
    public async Task A_machine_or_a_disk_that_is_busy_for_minutes_ends_no_session(string limit, bool postgres)
    {
        var settings = postgres ? JournalSettings.ForPostgres("Host=localhost") : JournalSettings.For("journal.db");
        var system = ActorSystem.Create("settings", settings.WithFallback(SqlPersistence.DefaultConfiguration));
        try
        {
            Assert.True(system.Settings.Config.GetTimeSpan(limit) >= TimeSpan.FromMinutes(5), limit);
        }
        finally
        {
            await system.Terminate();
        }
    }
}
