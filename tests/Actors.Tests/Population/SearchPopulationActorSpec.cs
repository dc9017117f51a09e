using Akka.Actor;
using Akka.TestKit;
using S3Actors.Actors.Population;
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
}
