using Akka.Actor;
using S3Actors.Actors.Session;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Session;

public sealed class SessionActorSpec : StreamSpec
{
    private const string Stream = "demo/session";
    private static readonly SessionState.Start First = new(1, "0.1.0", "a processor", 2);
    private static readonly SessionStarted Started = new(1, "0.1.0", "a processor", 2);
    private static readonly PauseCheckpoint Pause = new("iteration-1", 13, "iteration-1-pause-step13.safetensors", "ab");

    private IActorRef Session() => Start(Props.Create(() => new SessionActor(Stream, Stamp)));

    [Fact]
    public async Task A_command_is_answered_with_the_state_that_its_event_leads_to()
    {
        var session = Session();
        session.Tell(First, TestActor);
        Assert.Equal(new SessionState(1, true, null), (await ExpectMsgAsync<SessionRecorded>()).State);
        session.Tell(new SessionState.Stop("asked", Pause), TestActor);
        Assert.Equal(new SessionState(1, false, Pause), (await ExpectMsgAsync<SessionRecorded>()).State);
        await Then(Stream, Started, new SessionPaused(1, "asked", Pause));
    }

    [Fact]
    public async Task Who_asks_hears_of_the_sessions_that_the_stream_tells_of()
    {
        await Given(Stream, Started, new SessionPaused(1, "asked", Pause), new SessionStarted(2, "0.1.0", "a processor", 2));
        Session().Tell(new AskSessions(), TestActor);
        Assert.Equal(new SessionState(2, true, Pause), (await ExpectMsgAsync<SessionsKnown>()).State);
    }

    [Fact]
    public async Task A_command_that_comes_twice_is_answered_twice_and_recorded_once()
    {
        var session = Session();
        foreach (var command in new ISessionCommand[] { First, First, new SessionState.Complete(), new SessionState.Complete(), new SessionState.Fail("late") })
        {
            session.Tell(command, TestActor);
            await ExpectMsgAsync<SessionRecorded>();
        }
        await Then(Stream, Started, new SessionCompleted(1));
    }

    [Fact]
    public async Task Rejected_checkpoints_are_recorded_without_an_answer()
    {
        await Given(Stream, Started);
        var session = Session();
        var file = new RejectedCheckpoint(new ResumePoint(14, "iteration-1-step14.safetensors", "cd", false), "it is missing");
        session.Tell(new SessionState.Reject(new CheckpointsRejected("iteration-1", 7, [file])), TestActor);
        session.Tell(new AskSessions(), TestActor);
        await ExpectMsgAsync<SessionsKnown>();
        await Then(Stream, Started, new CheckpointRejected(1, "iteration-1", 14, "iteration-1-step14.safetensors", "it is missing", 7));
    }

    [Fact]
    public async Task A_write_that_fails_stops_it_and_the_next_one_records_it()
    {
        await ThenAFailedWriteStops(Session(), Stream, First);
        Session().Tell(First, TestActor);
        await ExpectMsgAsync<SessionRecorded>();
        await Then(Stream, Started);
    }
}
