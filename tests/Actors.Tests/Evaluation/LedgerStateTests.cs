using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Evaluation;

public class LedgerStateTests
{
    private static readonly MeasurementKey Key = new("c1", Samples.Set);

    private static Scenario<LedgerState> Scenario => new(LedgerState.Initial, LedgerState.Evolve);

    private static Func<LedgerState, IReadOnlyList<IEvent>> Do(ILedgerCommand command) => state => LedgerState.Decide(state, command);

    [Fact]
    public void A_request_is_recorded_once_with_the_digest_of_its_architectures()
    {
        var architectures = LedgerState.InOrder(Samples.Architectures(3));
        var ask = Do(new LedgerState.Ask("iteration-1", Key, architectures));
        var scenario = Scenario.When(ask).AndAgainNothing(ask);
        var requested = Assert.IsType<EvaluationsRequested>(Assert.Single(scenario.Said));
        Assert.Equal(("iteration-1", "c1", Samples.Set, 3), (requested.Request, requested.Checkpoint, requested.Set, requested.Subnets));
        Assert.Equal(64, requested.ArchitecturesDigest.Length);
    }

    [Fact]
    public void A_recorded_request_cannot_ask_for_something_else()
    {
        var scenario = Scenario.When(Do(new LedgerState.Ask("iteration-1", Key, Samples.Architectures(3))));
        Assert.Throws<StateException>(() => LedgerState.Decide(scenario.State, new LedgerState.Ask("iteration-1", Key, Samples.Architectures(2))));
    }

    [Fact]
    public void A_result_is_entered_once_and_a_duplicate_decides_nothing()
    {
        var results = Samples.Architectures(3).Select(architecture => Samples.Result(architecture)).ToArray();
        var enter = Do(new LedgerState.Enter(Key, results));
        Scenario.When(enter).Then([.. results.Select(result => new SubnetEvaluated("c1", Samples.Set, result))]).AndAgainNothing(enter);
        Scenario.When(Do(new LedgerState.Enter(Key, [results[0], results[0]]))).Then(new SubnetEvaluated("c1", Samples.Set, results[0]));
    }

    [Fact]
    public void Another_checkpoint_or_set_is_another_measurement()
    {
        var architecture = Samples.Architectures(1)[0];
        var state = Scenario.Given(new SubnetEvaluated("c1", Samples.Set, Samples.Result(architecture))).State;
        Assert.NotNull(state.Known(Key, architecture));
        Assert.Null(state.Known(Key with { Checkpoint = "c2" }, architecture));
        Assert.Null(state.Known(Key with { Set = Samples.Set with { Images = 39 } }, architecture));
        Assert.Null(state.Known(Key with { Set = Samples.Set with { Split = EvaluationSplit.Test } }, architecture));
    }

    [Fact]
    public void Results_of_the_first_and_the_latest_checkpoint_are_kept_and_those_between_forgotten()
    {
        var architecture = Samples.Architectures(1)[0];
        var state = LedgerState.Initial;
        foreach (var checkpoint in new[] { "c1", "c2", "c3", "c1" })
        {
            state = LedgerState.Evolve(state, new EvaluationsRequested($"of {checkpoint}", checkpoint, Samples.Set, 1, "digest"));
            state = LedgerState.Evolve(state, new SubnetEvaluated(checkpoint, Samples.Set, Samples.Result(architecture)));
            state = LedgerState.Evolve(state, new EvaluationsRequested($"of {checkpoint} again", checkpoint, Samples.Set, 1, "digest"));
            var known = new[] { "c1", "c2", "c3" }.Where(it => state.Known(Key with { Checkpoint = it }, architecture) is not null);
            Assert.Equal(new[] { "c1", checkpoint }.Distinct(), known);
        }
    }

    [Fact]
    public void Missing_keeps_the_order_and_leaves_out_what_is_known()
    {
        var architectures = LedgerState.InOrder(Samples.Architectures(4));
        var state = Scenario.Given(new SubnetEvaluated("c1", Samples.Set, Samples.Result(architectures[1]))).State;
        Assert.Equal([architectures[0], architectures[2], architectures[3]], state.Missing(Key, architectures));
    }

    [Fact]
    public void The_order_is_ordinal_and_without_repeats()
    {
        var architectures = Samples.Architectures(6);
        var ordered = LedgerState.InOrder([.. architectures.Reverse(), .. architectures]);
        Assert.Equal(6, ordered.Count);
        Assert.Equal(ordered.Select(a => a.CanonicalText).Order(StringComparer.Ordinal), ordered.Select(a => a.CanonicalText));
    }

    [Fact]
    public void A_request_is_finished_once()
    {
        var finish = Do(new LedgerState.Finish("iteration-1"));
        var scenario = Scenario.When(finish).Then(new EvaluationsFinished("iteration-1")).AndAgainNothing(finish);
        Assert.Contains("iteration-1", scenario.State.Finished);
    }

    [Fact]
    public void A_failure_is_recorded_once_and_what_failed_stays_unknown()
    {
        var architecture = Samples.Architectures(1)[0];
        var giveUp = Do(new LedgerState.GiveUp(Key, architecture, 3, "no memory"));
        var scenario = Scenario.When(giveUp).Then(new EvaluationFailed("c1", Samples.Set, architecture, 3, "no memory")).AndAgainNothing(giveUp);
        Assert.Null(scenario.State.Known(Key, architecture));
    }

    [Fact]
    public void A_foreign_event_throws() =>
        Assert.Throws<StateException>(() => LedgerState.Evolve(LedgerState.Initial, new CampaignCompleted(1)));
}
