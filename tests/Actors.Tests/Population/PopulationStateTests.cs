using S3Actors.Actors.Journal;
using S3Actors.Actors.Population;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Models.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Population;

public class PopulationStateTests
{
    private static readonly PopulationState.Setting Setting = new(Samples.Spec, "final", Samples.Space);

    private static Scenario<PopulationState> Scenario => new(PopulationState.Initial, PopulationState.Evolve);

    private static Func<PopulationState, IReadOnlyList<IEvent>> Do(IPopulationCommand command) => state => PopulationState.Decide(state, command);

    private static PopulationState.FinishGeneration Finish(PopulationState state) => new(
        Setting, state.Bred!.Generation, [.. state.Bred.Candidates.Select(candidate => Samples.Result(candidate.Architecture, 30))]);

    [Fact]
    public void A_search_begins_once_with_a_population_of_distinct_architectures()
    {
        var begin = Do(new PopulationState.Begin(Setting));
        var scenario = Scenario.When(begin).AndAgainNothing(begin);
        var bred = Assert.IsType<GenerationBred>(Assert.Single(scenario.Said));
        Assert.Equal(("final", 1, 5), (bred.Search, bred.Generation, bred.Candidates.Select(candidate => candidate.Architecture).Distinct().Count()));
    }

    [Fact]
    public void Every_generation_is_followed_by_the_next_and_the_last_by_the_best_of_all()
    {
        var scenario = Scenario.When(Do(new PopulationState.Begin(Setting)));
        var all = new List<SubnetResult>();
        for (var generation = 1; generation <= 3; generation++)
        {
            var finish = Finish(scenario.State);
            all.AddRange(finish.Results);
            scenario.When(Do(finish)).AndAgainNothing(Do(finish)).AndAgainNothing(Do(new PopulationState.Begin(Setting)));
            Assert.Equal(generation, Assert.IsType<GenerationFinished>(scenario.Said[0]).Generation);
        }
        Assert.Equal(all.Count, all.Select(result => result.Architecture).Distinct().Count());
        var selected = Assert.IsType<ArchitectureSelected>(scenario.Said[^1]);
        Assert.Equal(all.Min(result => result.Error.Incorrect), selected.Best.Error.Incorrect);
        Assert.Equal(ArchitectureCost.Of(Samples.Network, selected.Best.Architecture), new Cost(selected.ParameterCount, selected.MacsPerImage));
    }

    [Fact]
    public void Results_of_a_generation_that_is_not_waiting_decide_nothing()
    {
        var scenario = Scenario.When(Do(new PopulationState.Begin(Setting)));
        scenario.AndAgainNothing(Do(Finish(scenario.State) with { Generation = 2 }));
    }

    [Fact]
    public void A_foreign_event_throws() =>
        Assert.Throws<StateException>(() => PopulationState.Evolve(PopulationState.Initial, new CampaignCompleted(1)));
}
