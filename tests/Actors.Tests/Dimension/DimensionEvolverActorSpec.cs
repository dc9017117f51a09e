using Akka.Actor;
using Akka.TestKit;
using S3Actors.Actors.Dimension;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Dimension;

public sealed class DimensionEvolverActorSpec : StreamSpec
{
    private const string Stream = "demo/stage1.embed_dim";
    private static readonly DimensionId Id = new(1, DimensionKind.EmbedDim);
    private readonly TestProbe _ledger;

    public DimensionEvolverActorSpec() => _ledger = CreateTestProbe();

    private IActorRef Evolver() => Start(Props.Create(() => new DimensionEvolverActor(Stream, Stamp, Samples.Spec, Id, _ledger.Ref)));

    private static EvolveDimension Evolve(int iteration) => new(iteration, Samples.Space, [Samples.Supernet with { Name = $"iteration-{iteration}" }]);

    private static SubnetsMeasured Answer(MeasureSubnets ask) => new(ask.Request, [.. ask.Architectures.Select(it => Samples.Result(it))]);

    private async Task<MoveProposed> Decided(IActorRef evolver, int iteration)
    {
        evolver.Tell(Evolve(iteration), TestActor);
        _ledger.Reply(Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>()));
        return (await ExpectMsgAsync<DimensionProposed>()).Proposal;
    }

    [Fact]
    public async Task It_has_the_subnets_of_its_plan_measured_together_with_all_other_dimensions()
    {
        Evolver().Tell(Evolve(1), TestActor);
        var ask = await _ledger.ExpectMsgAsync<MeasureSubnets>();
        Assert.Equal(("iteration-1", 12, "stage1.embed_dim", Samples.Set), (ask.Request, ask.Participants, ask.Participant, ask.Set));
        Assert.Equal(MeasurementPlan.Create(Samples.Spec, Samples.Space, 1, Id).Architectures, ask.Architectures);
        await Then(Stream);
    }

    [Fact]
    public async Task What_is_measured_and_what_the_rule_says_is_recorded_before_it_is_told()
    {
        var proposal = await Decided(Evolver(), 1);
        var events = await Events(Stream);
        Assert.Equal([4, 8], events.Take(2).Select(it => Assert.IsType<EtErrorMeasured>(it).Error.Choice));
        Assert.Equal(EventText.Of(proposal), EventText.Of(events[2]));
        Assert.Equal(3, events.Count);
    }

    [Fact]
    public async Task What_is_decided_is_answered_at_once_before_and_after_a_recovery()
    {
        var evolver = Evolver();
        var proposal = EventText.Of(await Decided(evolver, 1));
        var events = await Events(Stream);
        evolver.Tell(Evolve(1), TestActor);
        Assert.Equal(proposal, EventText.Of((await ExpectMsgAsync<DimensionProposed>()).Proposal));
        await Stop(evolver);
        Evolver().Tell(Evolve(1), TestActor);
        Assert.Equal(proposal, EventText.Of((await ExpectMsgAsync<DimensionProposed>()).Proposal));
        await _ledger.ExpectNoMsgAsync(TimeSpan.Zero);
        await Then(Stream, [.. events]);
    }

    [Fact]
    public async Task Answers_that_come_twice_or_to_another_request_decide_nothing()
    {
        var evolver = Evolver();
        evolver.Tell(Evolve(1), TestActor);
        var answer = Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>());
        evolver.Tell(answer with { Request = "iteration-2" });
        evolver.Tell(answer);
        evolver.Tell(answer);
        await ExpectMsgAsync<DimensionProposed>();
        Assert.Equal(2, (await Decided(evolver, 2)).Iteration);
        Assert.Equal([1, 2], (await Events(Stream)).OfType<MoveProposed>().Select(it => it.Iteration));
    }

    [Fact]
    public async Task What_cannot_be_measured_is_passed_on_and_may_be_asked_again()
    {
        var evolver = Evolver();
        evolver.Tell(Evolve(1), TestActor);
        await _ledger.ExpectMsgAsync<MeasureSubnets>();
        _ledger.Reply(new WorkFailed("evaluation of a subnet", "no memory"));
        await ExpectMsgAsync(new WorkFailed("evaluation of a subnet", "no memory"));
        await Then(Stream);
        Assert.Equal(1, (await Decided(evolver, 1)).Iteration);
    }

    [Fact]
    public async Task A_write_that_fails_stops_it_and_the_next_one_decides_the_same()
    {
        var evolver = Evolver();
        evolver.Tell(Evolve(1), TestActor);
        var answer = Answer(await _ledger.ExpectMsgAsync<MeasureSubnets>());
        await ThenAFailedWriteStops(evolver, Stream, answer);
        var proposal = await Decided(Evolver(), 1);
        Assert.Equal(EventText.Of(proposal), EventText.Of((await Events(Stream))[^1]));
    }
}
