using Akka.Actor;
using Akka.Persistence.Sql;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Session;

namespace S3Actors.Tests.Coordinator.Postgres;

/// <summary>
/// Every session begins with an event whose number is one more than the last session's. A coordinator that was cut off and does not know of its
/// successor has an earlier number, and what it writes carries sequence numbers that are taken.
/// </summary>
public sealed class CutOffCoordinatorTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_a_coordinator_writes_after_its_successor_began_is_refused()
    {
        using var first = Machine();
        using var second = Machine();
        var (cutOff, broken) = await Session(first, 1);
        var (successor, _) = await Session(second, 2);

        cutOff.Tell(new SessionState.Stop("late", null));
        Assert.Contains("cannot be written", (await broken.WaitAsync(Patience)).Reason, StringComparison.Ordinal);
        var known = await successor.Ask<SessionRecorded>(new SessionState.Complete(), Patience);
        Assert.Equal(new SessionState(2, false, null), known.State);

        using var third = Machine();
        var reader = third.ActorOf(Props.Create(() => new SessionActor("cut/session", new EventStamp(TimeProvider.System, "test"))));
        Assert.Equal(known.State, (await reader.Ask<SessionsKnown>(new AskSessions(), Patience)).State);
    }

    private ActorSystem Machine() => ActorSystem.Create("machine", JournalSettings.ForPostgres(server.ConnectionString()).WithFallback(SqlPersistence.DefaultConfiguration));

    private static async Task<(IActorRef Actor, Task<StreamBroken> Broken)> Session(ActorSystem machine, int number)
    {
        var broken = new TaskCompletionSource<StreamBroken>();
        var started = new TaskCompletionSource<IActorRef>();
        machine.ActorOf(Props.Create(() => new Parent(started, broken)));
        var actor = await started.Task;
        var recorded = await actor.Ask<SessionRecorded>(new SessionState.Start(number, "test", "test", 1), Patience);
        Assert.Equal(number, recorded.State.Count);
        return (actor, broken.Task);
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(TaskCompletionSource<IActorRef> started, TaskCompletionSource<StreamBroken> broken)
        {
            Receive<StreamBroken>(it => broken.TrySetResult(it));
            started.SetResult(Context.ActorOf(Props.Create(() => new SessionActor("cut/session", new EventStamp(TimeProvider.System, "test")))));
        }
    }
}
