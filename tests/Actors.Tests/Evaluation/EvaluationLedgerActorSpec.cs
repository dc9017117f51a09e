using Akka.Actor;
using Akka.TestKit;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Evaluation;

public sealed class EvaluationLedgerActorSpec : StreamSpec
{
    private const string Stream = "demo/ledger";
    private static readonly IReadOnlyList<Architecture> Six = Samples.Architectures(6);
    private static readonly IReadOnlyList<Architecture> InOrder = LedgerState.InOrder(Six);
    private readonly SyntheticEvaluationFactory _evaluation = new();

    private IActorRef Ledger(int evaluators = 2, int attempts = 2)
    {
        var settings = new EvaluationSettings(evaluators, 2, attempts, CampaignActor.WorkerDispatcher, CancellationToken.None);
        return Start(Props.Create(() => new EvaluationLedgerActor(Stream, Stamp, _evaluation, settings)));
    }

    private static MeasureSubnets Ask(IReadOnlyList<Architecture> architectures, string request = "iteration-1", int participants = 1, string participant = "a") =>
        new(request, participants, participant, Samples.Supernet, Samples.Set, architectures, CampaignPhase.Measure, 1);

    [Fact]
    public async Task Results_come_in_the_order_asked_and_are_recorded_in_the_order_of_their_texts()
    {
        Ledger().Tell(Ask(Six), TestActor);
        var measured = await ExpectMsgAsync<SubnetsMeasured>();
        Assert.Equal(("iteration-1", true), (measured.Request, measured.Results.Select(it => it.Architecture).SequenceEqual(Six)));
        var events = await Events(Stream);
        var requested = Assert.IsType<EvaluationsRequested>(events[0]);
        Assert.Equal(("iteration-1", Samples.Supernet.CheckpointSha256, Samples.Set, 6), (requested.Request, requested.Checkpoint, requested.Set, requested.Subnets));
        Assert.Equal(InOrder, events.OfType<SubnetEvaluated>().Select(it => it.Result.Architecture));
        Assert.Equal(new EvaluationsFinished("iteration-1"), events[^1]);
        Assert.Equal(8, events.Count);
    }

    [Fact]
    public async Task A_request_of_several_waits_for_the_last_of_them_and_is_their_union()
    {
        var ledger = Ledger();
        TestProbe first = CreateTestProbe(), second = CreateTestProbe();
        ledger.Tell(Ask([.. Six.Take(4)], participants: 2, participant: "b"), first);
        ledger.Tell(Ask([.. Six.Take(4)], participants: 2, participant: "b"), first); // the same again is no second one
        ledger.Tell(Ask([Six[0]], "final/winner-test"), TestActor);
        await ExpectMsgAsync<SubnetsMeasured>();
        await first.ExpectNoMsgAsync(TimeSpan.Zero);
        ledger.Tell(Ask([.. Six.Skip(2)], participants: 2, participant: "a"), second);
        Assert.Equal(Six.Take(4), (await first.ExpectMsgAsync<SubnetsMeasured>()).Results.Select(it => it.Architecture));
        Assert.Equal(Six.Skip(2), (await second.ExpectMsgAsync<SubnetsMeasured>()).Results.Select(it => it.Architecture));
        Assert.Equal(6, (await Events(Stream)).OfType<EvaluationsRequested>().Single(it => it.Request == "iteration-1").Subnets);
    }

    [Fact]
    public async Task What_is_known_is_answered_without_an_evaluation_before_and_after_a_recovery()
    {
        var ledger = Ledger();
        ledger.Tell(Ask(Six), TestActor);
        var results = (await ExpectMsgAsync<SubnetsMeasured>()).Results;
        var events = await Events(Stream);
        ledger.Tell(Ask(Six), TestActor);
        Assert.Equal(results, (await ExpectMsgAsync<SubnetsMeasured>()).Results);
        await Stop(ledger);
        Ledger().Tell(Ask(Six), TestActor);
        Assert.Equal(results, (await ExpectMsgAsync<SubnetsMeasured>()).Results);
        Assert.All(_evaluation.Measured.Values, times => Assert.Equal(1, times));
        await Then(Stream, [.. events]);
    }

    [Fact]
    public async Task A_recovered_ledger_measures_only_what_is_missing()
    {
        var whole = Ledger();
        whole.Tell(Ask(Six), TestActor);
        await ExpectMsgAsync<SubnetsMeasured>();
        var events = await Events(Stream);
        await Stop(whole);
        _evaluation.Measured.Clear();

        const string cut = "cut/ledger";
        await Given(cut, [.. events.Take(4)]); // the request and three results
        var settings = new EvaluationSettings(2, 2, 2, CampaignActor.WorkerDispatcher, CancellationToken.None);
        Start(Props.Create(() => new EvaluationLedgerActor(cut, Stamp, _evaluation, settings))).Tell(Ask(Six), TestActor);
        await ExpectMsgAsync<SubnetsMeasured>();
        Assert.Equal(InOrder.Skip(3).Select(it => it.CanonicalText), _evaluation.Measured.Keys.Select(it => it.Architecture).Order(StringComparer.Ordinal));
        await Then(cut, [.. events]);
    }

    [Fact]
    public async Task A_subnet_that_breaks_its_evaluator_is_tried_alone_and_given_up_by_name()
    {
        _evaluation.BeforeGroup = group => { if (group.Contains(InOrder[1])) throw new InvalidOperationException("no memory"); };
        var ledger = Ledger(evaluators: 1);
        ledger.Tell(Ask(Six), TestActor);
        await ExpectMsgAsync(new WorkFailed($"evaluation of {InOrder[1]}", "no memory"));
        var failed = Assert.IsType<EvaluationFailed>((await Events(Stream))[^1]);
        Assert.Equal((InOrder[1], 2, "no memory"), (failed.Architecture, failed.Attempts, failed.Reason));

        _evaluation.BeforeGroup = _ => { };
        ledger.Tell(Ask(Six), TestActor); // and asked again it may succeed
        Assert.Equal(6, (await ExpectMsgAsync<SubnetsMeasured>()).Results.Count);
        Assert.All(_evaluation.Measured.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task What_an_offered_evaluator_holds_goes_to_another_once_it_is_lost_or_stops_and_its_late_answer_changes_nothing()
    {
        var settings = new EvaluationSettings(0, 16, 2, CampaignActor.WorkerDispatcher, CancellationToken.None) { Workers = TestActor };
        var ledger = Start(Props.Create(() => new EvaluationLedgerActor(Stream, Stamp, _evaluation, settings)));
        await ExpectMsgAsync<LedgerStarted>();
        ledger.Tell(Ask(Six), TestActor);
        var slow = Offer(ledger);
        var first = await slow.ExpectMsgAsync<EvaluationGroup>();
        Assert.Equal(InOrder, first.Architectures);

        var stopping = Offer(ledger);
        slow.Reply(new GroupLost(first.Number));
        Assert.Equal(InOrder, (await stopping.ExpectMsgAsync<EvaluationGroup>()).Architectures);
        Sys.Stop(stopping.Sender);
        var last = Offer(ledger);
        var third = await last.ExpectMsgAsync<EvaluationGroup>();
        last.Reply(Evaluated(third));
        var measured = await ExpectMsgAsync<SubnetsMeasured>();
        Assert.Equal(Six, measured.Results.Select(it => it.Architecture));

        var events = await Events(Stream);
        slow.Reply(Evaluated(first));
        ledger.Tell(Ask(Samples.Architectures(8), "iteration-2"), TestActor);
        var more = await last.ExpectMsgAsync<EvaluationGroup>();
        last.Reply(Evaluated(more));
        var rest = await slow.ExpectMsgAsync<EvaluationGroup>(); // which works again
        slow.Reply(Evaluated(rest));
        await ExpectMsgAsync<SubnetsMeasured>();
        Assert.Equal(events.Select(EventText.Of), (await Events(Stream)).Take(events.Count).Select(EventText.Of));
    }

    private TestProbe Offer(IActorRef ledger)
    {
        var probe = CreateTestProbe();
        ledger.Tell(new EvaluatorOffered(Props.Create(() => new ToProbe(probe))));
        return probe;
    }

    private static GroupEvaluated Evaluated(EvaluationGroup group) =>
        new(group.Number, [.. group.Architectures.Select(architecture => Samples.Result(architecture))]);

    /// <summary>A ledger's child, which a probe plays: it tells its parent what the probe replies.</summary>
    private sealed class ToProbe : ReceiveActor
    {
        public ToProbe(IActorRef probe)
        {
            Receive<EvaluationGroup>(group => probe.Tell(group));
            ReceiveAny(reply => Context.Parent.Tell(reply));
        }

        protected override void PreStart() => Context.Parent.Tell(new EvaluatorIdle());
    }

    [Fact]
    public async Task Evaluators_give_back_their_weights_when_they_are_told_to()
    {
        var ledger = Ledger(evaluators: 1);
        ledger.Tell(Ask([Six[0]], "one"), TestActor);
        await ExpectMsgAsync<SubnetsMeasured>();
        ledger.Tell(new ReleaseWeights());
        ledger.Tell(Ask([Six[1]], "two"), TestActor);
        await ExpectMsgAsync<SubnetsMeasured>();
        Assert.Equal(2, _evaluation.Loaded[Samples.Supernet.CheckpointSha256]);
    }

    [Fact]
    public async Task A_write_that_fails_stops_it_and_the_next_one_measures_again_what_was_not_recorded()
    {
        var ledger = Ledger();
        Watch(ledger);
        await WithJournalWrite(write => write.FailIf(Holds<SubnetEvaluated>()), async () =>
        {
            ledger.Tell(Ask(Six), TestActor);
            Assert.True((await ExpectMsgAsync<S3Actors.Actors.Journal.StreamBroken>()).MayPass);
            await ExpectTerminatedAsync(ledger);
        });
        Ledger().Tell(Ask(Six), TestActor);
        await ExpectMsgAsync<SubnetsMeasured>();
        Assert.Equal(InOrder, (await Events(Stream)).OfType<SubnetEvaluated>().Select(it => it.Result.Architecture));
    }
}
