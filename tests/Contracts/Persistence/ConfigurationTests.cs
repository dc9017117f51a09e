using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using S3Actors.Tests.Contracts.Actors;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>The plugins' configuration and its defaults.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly JournalFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void The_defaults_are_those_that_upstream_documents()
    {
        var journal = SqlPersistence.DefaultConfiguration.GetConfig("akka.persistence.journal.sql");
        Assert.Equal("", journal.GetString("connection-string"));
        Assert.Equal("", journal.GetString("provider-name"));
        Assert.True(journal.GetBoolean("auto-initialize"));
        Assert.Equal(5000, journal.GetInt("buffer-size"));
        Assert.Equal(100, journal.GetInt("batch-size"));
        Assert.Equal(1000, journal.GetInt("replay-batch-size"));
        Assert.Equal("TagTable", journal.GetString("tag-write-mode"));
        Assert.Equal("default", journal.GetString("table-mapping"));
        var snapshots = SqlPersistence.DefaultConfiguration.GetConfig("akka.persistence.snapshot-store.sql");
        Assert.True(snapshots.GetBoolean("auto-initialize"));
        var common = Persistence.DefaultConfig().GetConfig("akka.persistence");
        Assert.Equal("akka.persistence.journal.inmem", common.GetString("journal.plugin"));
        Assert.Equal(TimeSpan.FromSeconds(30), common.GetTimeSpan("journal-plugin-fallback.recovery-event-timeout"));
    }

    [Fact]
    public async Task The_extension_puts_the_defaults_below_a_configuration_without_them()
    {
        var system = ActorSystem.Create("test", ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n" + _file.Hocon));
        try
        {
            Assert.NotNull(SqlPersistence.Get(system));
            var log = Probe.In(system);
            system.ActorOf(Scripted.Props("stream", log.Ref));
            Assert.Equal("replayed", await log.Next());
            Assert.Empty(_file.Rows("SELECT * FROM journal"));
        }
        finally
        {
            await system.Terminate().WaitAsync(Patience);
        }
    }
}
