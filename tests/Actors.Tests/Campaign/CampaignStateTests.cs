using FsCheck;
using FsCheck.Fluent;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

public class CampaignStateTests
{
    private static readonly IReadOnlyDictionary<string, string> Libraries = new Dictionary<string, string> { ["libtorch"] = "1.13.1" };

    private static Scenario<CampaignState> Scenario => new(CampaignState.Initial, CampaignState.Evolve);

    private static Func<CampaignState, IReadOnlyList<IEvent>> Do(ICampaignCommand command) => state => CampaignState.Decide(state, command);

    private static CampaignState.Create Create(CampaignSpec spec) => new(spec, SpecDigest.Of(spec), "images", Libraries, "a processor");

    private static CampaignSpec With(int iterations, bool control = true) => Samples.Spec with
    {
        Evolution = Samples.Spec.Evolution with { Iterations = iterations }, Search = Samples.Spec.Search with { Control = control },
    };

    /// <summary>Every dimension's proposal in a space: one of them moves by so many steps.</summary>
    private static CampaignState.EvolveSpace Proposals(SearchSpace space, int iteration, DimensionKind moving, int steps) => new(iteration,
        [.. space.Dimensions.Select(dimension => new MoveProposed(
            iteration, dimension.Id, -1, 0.1, 20, "sign", "1", dimension.Id == new DimensionId(1, moving) ? steps : 0, dimension.Choices, dimension.Choices, ""))]);

    private static CampaignState.ReportWinner Report(string search)
    {
        var architecture = Samples.Architectures(1)[0];
        var selected = new ArchitectureSelected(search, Samples.Result(architecture, 30), 1000, 200);
        return new CampaignState.ReportWinner(selected, new Top1Error(3, 24), new Top1Error(5, 50));
    }

    [Fact]
    public void A_campaign_is_created_once_and_then_iterates()
    {
        var create = Do(Create(Samples.Spec));
        var scenario = Scenario.When(create).Then(new CampaignCreated(Samples.Spec, SpecDigest.Of(Samples.Spec), "images", Libraries, "a processor"))
            .AndAgainNothing(create).When(Do(new CampaignState.Advance()));
        var started = Assert.IsType<IterationStarted>(Assert.Single(scenario.Said));
        Assert.Equal((1, Samples.Space), (started.Iteration, started.Space));
        Assert.InRange(started.Log10Size, 1, 10);
        Assert.InRange(started.MeanMacs, 1000, 1e6);
        scenario.AndAgainNothing(Do(new CampaignState.Advance()));
    }

    [Fact]
    public void An_evolved_space_begins_the_next_iteration_in_the_same_write()
    {
        var evolve = Do(Proposals(Samples.Space, 1, DimensionKind.EmbedDim, 1));
        var scenario = Scenario.When(Do(Create(Samples.Spec))).When(Do(new CampaignState.Advance())).When(evolve).AndAgainNothing(evolve);
        var evolved = Assert.IsType<SpaceEvolved>(scenario.Said[0]);
        Assert.Equal([8, 12], evolved.Space[1, DimensionKind.EmbedDim].Choices);
        Assert.Equal(2, Assert.IsType<IterationStarted>(scenario.Said[1]).Iteration);
        Assert.Equal(2, scenario.Said.Count);
    }

    [Fact]
    public void A_space_that_stands_still_ends_the_evolution()
    {
        var scenario = Scenario.When(Do(Create(With(3)))).When(Do(new CampaignState.Advance())).When(Do(Proposals(Samples.Space, 1, DimensionKind.EmbedDim, 0)));
        Assert.Equal("no dimension moved in iteration 1", Assert.IsType<FinalSupernetStarted>(scenario.Said[1]).Reason);
    }

    [Fact]
    public void Without_iterations_the_initial_space_is_searched_and_there_is_no_control()
    {
        var scenario = Scenario.When(Do(Create(With(0)))).When(Do(new CampaignState.Advance()))
            .Then(new FinalSupernetStarted(Samples.Space, "no iterations were asked for"));
        var search = Do(new CampaignState.StartSearch());
        scenario.When(search).Then(new ArchitectureSearchStarted("final", "final", Samples.Space)).AndAgainNothing(search);
        scenario.When(Do(Report("final")));
        Assert.IsType<WinnerSelected>(scenario.Said[0]);
        Assert.Equal(EventText.Of(new CampaignCompleted(0)), EventText.Of(scenario.Said[1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_control_searches_the_initial_space_where_it_is_asked_for(bool control)
    {
        var scenario = Scenario.When(Do(Create(With(1, control)))).When(Do(new CampaignState.Advance()))
            .When(Do(Proposals(Samples.Space, 1, DimensionKind.EmbedDim, 1))).When(Do(new CampaignState.StartSearch())).When(Do(Report("final")));
        IEvent next = control ? new ArchitectureSearchStarted("control", "iteration-1", Samples.Space) : new CampaignCompleted(1);
        Assert.Equal(EventText.Of(next), EventText.Of(scenario.Said[1]));
        scenario.AndAgainNothing(Do(Report("final")));
        if (control) scenario.When(Do(Report("control"))).AndAgainNothing(Do(Report("control")));
        Assert.IsType<CampaignPosition.Done>(scenario.State.Position);
    }

    [Theory]
    [InlineData(20, 25, ControlBudget.EqualFinal, "control=control:25")]
    [InlineData(25, 25, ControlBudget.EqualFinal, "control=iteration-1")] // trained alike already
    [InlineData(20, 25, ControlBudget.EqualTotal, "control-total=control-total:65")]
    [InlineData(20, 25, ControlBudget.Both, "control=control:25 control-total=control-total:65")]
    [InlineData(20, 25, null, "control=iteration-1")]
    public void A_control_is_trained_as_long_as_its_budget_says(int steps, int finalSteps, ControlBudget? budget, string expected)
    {
        var spec = With(2) with { Training = Samples.Spec.Training with { Steps = steps, FinalSteps = finalSteps }, Search = Samples.Spec.Search with { ControlBudget = budget } };
        var controls = ControlSearches.Of(spec).Select(it => FormattableString.Invariant($"{it.Search}={it.Supernet}")
            + (ControlSearches.Training(spec, it.Supernet, 2) is var (_, own) ? FormattableString.Invariant($":{own}") : ""));
        Assert.Equal(expected, string.Join(' ', controls));
        Assert.Empty(ControlSearches.Of(spec with { Search = spec.Search with { Control = false } }));
    }

    [Fact]
    public void Both_controls_are_searched_one_after_the_other()
    {
        var spec = With(1) with { Search = Samples.Spec.Search with { ControlBudget = ControlBudget.Both } };
        var scenario = Scenario.When(Do(Create(spec))).When(Do(new CampaignState.Advance()))
            .When(Do(Proposals(Samples.Space, 1, DimensionKind.EmbedDim, 1))).When(Do(new CampaignState.StartSearch())).When(Do(Report("final")));
        Assert.Equal(EventText.Of(new ArchitectureSearchStarted("control", "control", Samples.Space)), EventText.Of(scenario.Said[1]));
        scenario.When(Do(Report("control")));
        Assert.Equal(EventText.Of(new ArchitectureSearchStarted("control-total", "control-total", Samples.Space)), EventText.Of(scenario.Said[1]));
        scenario.When(Do(Report("control-total"))).AndAgainNothing(Do(Report("control-total")));
        Assert.IsType<CampaignPosition.Done>(scenario.State.Position);
    }

    [Fact]
    public void In_whatever_order_commands_come_none_is_decided_twice()
    {
        ICampaignCommand[] commands =
        [
            Create(Samples.Spec), new CampaignState.Advance(), Proposals(Samples.Space, 1, DimensionKind.EmbedDim, 1),
            Proposals(Samples.Space, 2, DimensionKind.EmbedDim, 1), new CampaignState.StartSearch(), Report("final"), Report("control"),
        ];
        Prop.ForAll(Gen.Choose(0, commands.Length - 1).ArrayOf(40).ToArbitrary(), picks =>
        {
            var state = CampaignState.Evolve(CampaignState.Initial, CampaignState.Decide(CampaignState.Initial, Create(Samples.Spec))[0]);
            var said = new List<string>();
            foreach (var pick in picks)
            {
                var events = CampaignState.Decide(state, commands[pick]);
                state = events.Aggregate(state, CampaignState.Evolve);
                if (CampaignState.Decide(state, commands[pick]).Count > 0) return false;
                said.AddRange(events.Select(EventText.Of));
            }
            return said.Count == said.Distinct().Count();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_foreign_event_throws() =>
        Assert.Throws<StateException>(() => CampaignState.Evolve(CampaignState.Initial, new SessionCompleted(1)));

    [Fact]
    public void Only_a_complete_campaign_retrains_its_winner_and_it_does_so_once()
    {
        var start = Do(new CampaignState.StartRetraining(Samples.Spec.Training));
        var finish = Do(new CampaignState.FinishRetraining("ab", new Top1Error(1, 30), new Top1Error(2, 24), new Top1Error(3, 50)));
        var scenario = Scenario.When(Do(Create(With(0, control: false)))).When(Do(new CampaignState.Advance())).AndAgainNothing(start).AndAgainNothing(finish)
            .When(Do(new CampaignState.StartSearch())).When(Do(Report("final")));
        Assert.IsType<CampaignCompleted>(scenario.Said[^1]);
        var winner = Samples.Architectures(1)[0];
        scenario.AndAgainNothing(finish).When(start).Then(new RetrainingStarted("final", winner, Samples.Spec.Training)).AndAgainNothing(start)
            .When(finish).Then(new WinnerRetrained("final", winner, "ab", new Top1Error(1, 30), new Top1Error(2, 24), new Top1Error(3, 50)))
            .AndAgainNothing(finish).AndAgainNothing(start);
    }
}
