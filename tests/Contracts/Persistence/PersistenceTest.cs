using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>One actor system at a time over one journal; another may follow it, as after a restart of the process.</summary>
public abstract class PersistenceTest : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Config Common = ConfigurationFactory.ParseString($$"""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.actor.serializers.sum = "{{typeof(SumSerializer).AssemblyQualifiedName}}"
        akka.actor.serialization-bindings {
          "{{typeof(Added).AssemblyQualifiedName}}" = sum
          "{{typeof(Total).AssemblyQualifiedName}}" = sum
          "{{typeof(Unwritable).AssemblyQualifiedName}}" = sum
        }
        """);

    protected PersistenceTest(string hocon)
    {
        Hocon = hocon;
        System = Start();
        Log = Probe.In(System);
    }

    protected ActorSystem System { get; private set; }

    /// <summary>What the actors of the current system report.</summary>
    protected Probe Log { get; private set; }

    private string Hocon { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync() => await System.Terminate().WaitAsync(Patience);

    /// <summary>Ends the system and starts another one over the same journal.</summary>
    protected async Task Restart()
    {
        await System.Terminate().WaitAsync(Patience);
        System = Start();
        Log = Probe.In(System);
    }

    /// <summary>A recovered actor of a stream that is empty so far.</summary>
    protected async Task<IActorRef> New(string persistenceId = "stream")
    {
        var actor = Recovering(persistenceId);
        await Expect("replayed", "completed at 0, recovering False");
        return actor;
    }

    protected IActorRef Recovering(string persistenceId = "stream", Recovery? recovery = null, Action<Scripted, Added>? onRecover = null) =>
        System.ActorOf(Scripted.Props(persistenceId, Log.Ref, recovery, onRecover));

    protected async Task Expect(params string[] lines)
    {
        foreach (var line in lines) Assert.Equal(line, await Log.Next());
    }

    /// <summary>Persists numbers one by one and waits until each is stored.</summary>
    protected async Task Store(IActorRef actor, params int[] numbers)
    {
        foreach (var n in numbers)
        {
            actor.Tell(Storing(n));
            Assert.StartsWith($"stored {n} ", await Log.Next<string>());
        }
    }

    protected static Do Storing(int n) => new(a => a.Persist(Added.Of(n), a.Stored));

    protected async Task Stopped(IActorRef actor) => Assert.Equal(actor, (await Log.Next<Terminated>()).ActorRef);

    private ActorSystem Start() => ActorSystem.Create(
        "test",
        ConfigurationFactory.ParseString(Hocon).WithFallback(Common).WithFallback(SqlPersistence.DefaultConfiguration));
}

/// <summary>Over a SQLite file.</summary>
public abstract class SqlPersistenceTest : PersistenceTest
{
    protected SqlPersistenceTest(string? copyOf = null)
        : this(new JournalFile(copyOf))
    {
    }

    private SqlPersistenceTest(JournalFile file)
        : base(file.Hocon) => File = file;

    protected JournalFile File { get; }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        File.Dispose();
    }
}

/// <summary>Journals that the behaviour of persistent actors must not depend on.</summary>
public static class Journals
{
    public const string InMemory = """
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """;
}
