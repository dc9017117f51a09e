using Akka.Actor;
using Akka.TestKit;
using S3Actors.Actors.Population;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Population;

public sealed class SearchPopulationActorSpec : StreamSpec
{
    private const string Stream = "demo/population-final";
    private static readonly SearchArchitecture Search = new("final", Samples.Space, Samples.Supernet);
    private readonly TestProbe _ledger;

    public SearchPopulationActorSpec() => _ledger = CreateTestProbe();

    private IActorRef Population() => Start(Props.Create(() => new SearchPopulationActor(Stream, Stamp, Samples.Spec, _ledger.Ref)));

    private static SubnetsMeasured Answer(MeasureSubnets ask) => new(ask.Request, [.. ask.Architectures.Select(it => Samples.Result(it, 30))]);

    /// <summary>Answers the generations still to come, and returns what is found.</summary>
    private async Task<ArchitectureSelected> Found(int generations)
    {
        for (var generation = 0; generation < generations; generation++) _ledger.Reply(Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>()));
        return (await ExpectMsgAsync<ArchitectureFound>()).Selected;
    }

    [Fact]
    public async Task A_generation_is_recorded_before_it_is_measured()
    {
        Population().Tell(Search, TestActor);
        var ask = await _ledger.ExpectMsgAsync<MeasureSubnets>();
        Assert.Equal(
            ("final/generation-1", 1, new EvaluationSet(EvaluationSplit.SearchValidation, 30), CampaignPhase.Search),
            (ask.Request, ask.Participants, ask.Set, ask.Phase));
        var bred = Assert.IsType<GenerationBred>(Assert.Single(await Events(Stream)));
        Assert.Equal(ask.Architectures, bred.Candidates.Select(candidate => candidate.Architecture));
    }

    [Fact]
    public async Task Its_generations_lead_to_an_architecture()
    {
        Population().Tell(Search, TestActor);
        var selected = await Found(3);
        var events = await Events(Stream);
        Assert.Equal(
            [typeof(GenerationBred), typeof(GenerationFinished), typeof(GenerationBred), typeof(GenerationFinished), typeof(GenerationBred),
                typeof(GenerationFinished), typeof(ArchitectureSelected)],
            events.Select(it => it.GetType()));
        Assert.Equal(EventText.Of(selected), EventText.Of(events[^1]));
    }

    [Fact]
    public async Task A_recovered_search_asks_for_the_generation_it_was_at_and_finds_the_same()
    {
        var first = Population();
        first.Tell(Search, TestActor);
        var selected = EventText.Of(await Found(3));
        var whole = await Events(Stream);
        await Stop(first);

        const string cut = "demo/population-control";
        await Given(cut, [.. whole.Take(3)]);
        Start(Props.Create(() => new SearchPopulationActor(cut, Stamp, Samples.Spec, _ledger.Ref))).Tell(Search, TestActor);
        var ask = await _ledger.ExpectMsgAsync<MeasureSubnets>();
        Assert.Equal("final/generation-2", ask.Request);
        _ledger.Reply(Answer(ask));
        Assert.Equal(selected, EventText.Of(await Found(1)));
        await Then(cut, [.. whole]);
    }

    [Fact]
    public async Task A_search_that_is_done_is_answered_at_once_after_a_recovery()
    {
        var first = Population();
        first.Tell(Search, TestActor);
        var selected = EventText.Of(await Found(3));
        await Stop(first);
        Population().Tell(Search, TestActor);
        Assert.Equal(selected, EventText.Of((await ExpectMsgAsync<ArchitectureFound>()).Selected));
        await _ledger.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Answers_that_come_twice_or_to_another_request_decide_nothing()
    {
        var population = Population();
        population.Tell(Search, TestActor);
        var answer = Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>());
        population.Tell(answer with { Request = "control/generation-1" });
        population.Tell(answer);
        population.Tell(answer);
        var second = await _ledger.ExpectMsgAsync<MeasureSubnets>();
        Assert.Equal("final/generation-2", second.Request);
        _ledger.Reply(Answer(second));
        await Found(1);
        Assert.Equal(7, (await Events(Stream)).Count);
    }

    [Fact]
    public async Task What_cannot_be_measured_is_passed_on_and_may_be_asked_again()
    {
        var population = Population();
        population.Tell(Search, TestActor);
        await _ledger.ExpectMsgAsync<MeasureSubnets>();
        _ledger.Reply(new WorkFailed("evaluation of a subnet", "no memory"));
        await ExpectMsgAsync(new WorkFailed("evaluation of a subnet", "no memory"));
        population.Tell(Search, TestActor);
        await Found(3);
    }

    [Fact]
    public async Task A_write_that_fails_stops_it_and_the_next_one_goes_on()
    {
        var population = Population();
        population.Tell(Search, TestActor);
        var ask = await _ledger.ExpectMsgAsync<MeasureSubnets>();
        await ThenAFailedWriteStops(population, Stream, Answer(ask));
        Population().Tell(Search, TestActor);
        await Found(3);
        Assert.Equal(7, (await Events(Stream)).Count);
    }

    /// <summary>A search that holds latency low, on a machine whose clock moves by one microsecond a reading.</summary>
    private IActorRef Timed(SyntheticEvaluationFactory factory, string hardware = "a processor")
    {
        var spec = Samples.Spec with { Search = Samples.Spec.Search with { SecondObjective = CostObjective.Latency } };
        var timing = new LatencyTiming(factory, new StepClock(), hardware, "akka.actor.default-dispatcher", CancellationToken.None);
        return Start(Props.Create(() => new SearchPopulationActor(Stream, Stamp, spec, _ledger.Ref, timing)));
    }

    [Fact]
    public async Task Where_latency_is_held_low_times_are_recorded_before_a_generation_is_decided_by_them()
    {
        var factory = new SyntheticEvaluationFactory();
        Timed(factory).Tell(Search, TestActor);
        await Found(3);
        var events = await Events(Stream);
        Assert.Equal(
            [typeof(GenerationBred), typeof(LatenciesMeasured), typeof(GenerationFinished), typeof(GenerationBred), typeof(LatenciesMeasured), typeof(GenerationFinished),
                typeof(GenerationBred), typeof(LatenciesMeasured), typeof(GenerationFinished), typeof(ArchitectureSelected)],
            events.Select(it => it.GetType()));
        var timed = (LatenciesMeasured)events[1];
        Assert.Equal(("final", 1, "a processor", 30, 7), (timed.Search, timed.Generation, timed.Hardware, timed.Images, timed.Runs));
        Assert.Equal(((GenerationBred)events[0]).Candidates.Count, timed.Microseconds.Count);
        Assert.All(timed.Microseconds, it => Assert.Equal(1 / 30.0, it, 1e-9)); // a microsecond a pass of 30 images
        Assert.All(factory.Measured.Values, times => Assert.Equal(8, times)); // seven timed, one before
        Assert.NotEmpty(((GenerationFinished)events[^2]).Front!);
    }

    [Fact]
    public async Task What_was_timed_before_a_crash_is_not_timed_again()
    {
        var factory = new SyntheticEvaluationFactory();
        var first = Timed(factory);
        first.Tell(Search, TestActor);
        _ledger.Reply(Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>()));
        await _ledger.ExpectMsgAsync<MeasureSubnets>(); // generation 2 is bred
        await Stop(first);
        var before = await Events(Stream);
        Timed(factory).Tell(Search, TestActor);
        await Found(2);
        var events = await Events(Stream);
        Assert.Equal(before.Select(EventText.Of), events.Take(before.Count).Select(EventText.Of));
        Assert.Equal([1, 2, 3], events.OfType<LatenciesMeasured>().Select(it => it.Generation));
        Assert.All(factory.Measured.Values, times => Assert.Equal(8, times));
    }

    [Fact]
    public async Task Times_of_two_machines_are_not_compared()
    {
        var first = Timed(new SyntheticEvaluationFactory());
        first.Tell(Search, TestActor);
        _ledger.Reply(Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>()));
        await _ledger.ExpectMsgAsync<MeasureSubnets>();
        await Stop(first);
        Timed(new SyntheticEvaluationFactory(), "another processor").Tell(Search, TestActor);
        _ledger.Reply(Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>()));
        var failed = await ExpectMsgAsync<WorkFailed>();
        Assert.Contains("it timed architectures on a processor, and this is another processor", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timing_that_breaks_is_passed_on()
    {
        var factory = new SyntheticEvaluationFactory { BeforeGroup = _ => throw new InvalidOperationException("no memory") };
        Timed(factory).Tell(Search, TestActor);
        _ledger.Reply(Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>()));
        Assert.Equal(new WorkFailed("timing of generation 1", "no memory"), await ExpectMsgAsync<WorkFailed>());
        Assert.IsType<GenerationBred>(Assert.Single(await Events(Stream)));
    }

    private sealed class StepClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => Interlocked.Increment(ref _now);
    }
}
