using Akka.Actor;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Session;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Journal;

/// <summary>What every recording actor has in common, shown by one of them.</summary>
public sealed class RecordingActorSpec : StreamSpec
{
    private const string Stream = "demo/session";
    private static readonly SessionState.Start First = new(1, "0.1.0", "a processor", 2);
    private static readonly SessionStarted Started = new(1, "0.1.0", "a processor", 2);

    private IActorRef Recording(EventStamp? stamp = null) => Start(Props.Create(() => new SessionActor(Stream, stamp ?? Stamp)));

    [Fact]
    public async Task An_event_that_the_journal_rejects_stops_it_for_good()
    {
        var actor = Recording();
        Watch(actor);
        await WithJournalWrite(write => write.Reject(), async () =>
        {
            actor.Tell(First, TestActor);
            var broken = await ExpectMsgAsync<StreamBroken>();
            Assert.Equal((Stream, false), (broken.Stream, broken.MayPass));
            Assert.StartsWith($"{Stream} cannot encode an event: ", broken.Reason, StringComparison.Ordinal);
            await ExpectTerminatedAsync(actor);
        });
        await Then(Stream);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_may_be_readable_later()
    {
        await Given(Stream, Started);
        await Journal.OnRecovery.Fail();
        Watch(Recording());
        var broken = await ExpectMsgAsync<StreamBroken>();
        Assert.Equal((Stream, true), (broken.Stream, broken.MayPass));
        Assert.StartsWith($"{Stream} cannot be read: ", broken.Reason, StringComparison.Ordinal);
        await ExpectMsgAsync<Terminated>();
        await Journal.OnRecovery.Pass();
        Recording().Tell(new AskSessions(), TestActor);
        Assert.Equal(1, (await ExpectMsgAsync<SessionsKnown>()).State.Count);
    }

    [Fact]
    public async Task A_row_that_does_not_follow_the_one_before_it_is_never_readable()
    {
        await Given(Stream, Started);
        var stray = Recorded.Of(new EventHeader(0, "0.1.0", [1, 2, 3]), new SessionCompleted(1));
        Sys.ActorOf(Props.Create(() => new Writing(Stream, TestActor))).Tell(stray);
        await ExpectMsgAsync<string>("written");
        Watch(Recording());
        var broken = await ExpectMsgAsync<StreamBroken>();
        Assert.False(broken.MayPass);
        Assert.Contains("does not follow the row before it", broken.Reason, StringComparison.Ordinal);
        await ExpectMsgAsync<Terminated>();
    }

    [Fact]
    public async Task Whoever_listens_hears_of_every_point_at_which_a_crash_would_matter()
    {
        await Given(Stream, Started);
        var points = new ListedPoints();
        var actor = Recording(Stamp with { Points = points });
        actor.Tell(new SessionState.Complete(), TestActor);
        await ExpectMsgAsync<SessionRecorded>();
        Assert.Equal(
            [CriticalPoints.RowReplayed, CriticalPoints.Recovered, CriticalPoints.BeforePersist, CriticalPoints.AfterPersist, CriticalPoints.BeforeActing],
            points.Reached);
    }

    /// <summary>Writes a row as it is.</summary>
    private sealed class Writing : Akka.Persistence.ReceivePersistentActor
    {
        public Writing(string stream, IActorRef asker)
        {
            PersistenceId = stream;
            RecoverAny(_ => { });
            Command<Recorded>(row => Persist(row, _ =>
            {
                asker.Tell("written");
                Context.Stop(Self);
            }));
        }

        public override string PersistenceId { get; }
    }
}
