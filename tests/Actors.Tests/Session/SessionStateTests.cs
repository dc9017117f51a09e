using S3Actors.Actors.Journal;
using S3Actors.Actors.Session;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Session;

public class SessionStateTests
{
    private static readonly PauseCheckpoint Pause = new("iteration-1", 13, "iteration-1-pause-step13.safetensors", "ab");

    private static Scenario<SessionState> Scenario => new(SessionState.Initial, SessionState.Evolve);

    private static Func<SessionState, IReadOnlyList<IEvent>> Do(ISessionCommand command) => state => SessionState.Decide(state, command);

    [Fact]
    public void The_first_process_begins_session_one_once()
    {
        var start = Do(new SessionState.Start(1, "0.1.0", "a processor", 2));
        Scenario.When(start).Then(new SessionStarted(1, "0.1.0", "a processor", 2)).AndAgainNothing(start);
    }

    [Fact]
    public void A_killed_process_leaves_an_open_session_after_which_the_next_begins() =>
        Scenario.Given(new SessionStarted(1, "0.1.0", "a processor", 2))
            .When(Do(new SessionState.Start(2, "0.1.1", "another", 4)))
            .Then(new SessionStarted(2, "0.1.1", "another", 4));

    [Fact]
    public void A_session_ends_once()
    {
        ISessionCommand[] ends = [new SessionState.Stop("asked", Pause), new SessionState.Fail("broken"), new SessionState.Complete()];
        IEvent[] said = [new SessionPaused(1, "asked", Pause), new SessionFailed(1, "broken"), new SessionCompleted(1)];
        foreach (var (end, expected) in ends.Zip(said))
        {
            var scenario = Scenario.Given(new SessionStarted(1, "0.1.0", "a processor", 2)).When(Do(end)).Then(expected);
            foreach (var again in ends) scenario.AndAgainNothing(Do(again));
        }
    }

    [Fact]
    public void A_worker_whose_results_may_have_other_bits_is_recorded_with_the_session()
    {
        var admit = Do(new SessionState.AdmitMixed("10.0.0.2:5310", ["libtorch: 2.11.0 there, 2.10.0 here"]));
        Scenario.Given(new SessionStarted(1, "0.1.0", "a processor", 2))
            .When(admit).Then(new MixedWorkerAdmitted(1, "10.0.0.2:5310", ["libtorch: 2.11.0 there, 2.10.0 here"]));
        Assert.Empty(admit(SessionState.Initial));
    }

    [Fact]
    public void The_latest_pause_that_saved_something_is_remembered()
    {
        var scenario = Scenario.Given(
            new SessionStarted(1, "0.1.0", "a processor", 2), new SessionPaused(1, "asked", Pause),
            new SessionStarted(2, "0.1.0", "a processor", 2), new SessionPaused(2, "asked", null));
        Assert.Equal(Pause, scenario.State.Pause);
    }

    [Fact]
    public void A_foreign_event_throws() =>
        Assert.Throws<StateException>(() => SessionState.Evolve(SessionState.Initial, new CampaignCompleted(1)));
}
