using Akka.Actor;
using Akka.Configuration;

namespace S3Actors.Tests.Contracts.Actors;

/// <summary>A quiet actor system for one test.</summary>
public abstract class ActorTest : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>Far more than any answer takes: reaching it means the answer does not come.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Quiet = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        """;

    protected ActorTest(string hocon = "")
    {
        System = ActorSystem.Create("test", ConfigurationFactory.ParseString(hocon).WithFallback(ConfigurationFactory.ParseString(Quiet)));
    }

    protected ActorSystem System { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await System.Terminate().WaitAsync(Patience);
        GC.SuppressFinalize(this);
    }

    /// <summary>An actor that keeps what it is told, in order, for the test to look at.</summary>
    protected Probe NewProbe() => Probe.In(System);
}
