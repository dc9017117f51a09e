using S3Actors.Actors.Dimension;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Dimension;

public class DimensionStateTests
{
    private static readonly SearchDimension EmbedDim = Samples.Space[1, DimensionKind.EmbedDim];
    private static readonly DimensionMeasurement Falling = new(EmbedDim, [Error(4, 0.30), Error(8, 0.29)], 0.1);

    private static Scenario<DimensionState> Scenario => new(DimensionState.Initial, DimensionState.Evolve);

    private static ChoiceEtError Error(double choice, double q) => new(choice, q, q, q, 4, 2, 0.01, 0.01, 0.01);

    private static Func<DimensionState, IReadOnlyList<IEvent>> Do(int iteration, EvolutionSpec spec) =>
        state => DimensionState.Decide(state, new DimensionState.Propose(iteration, Falling, spec));

    [Fact]
    public void A_measured_dimension_records_every_choice_and_what_its_rule_says()
    {
        var propose = Do(1, Samples.Spec.Evolution);
        var scenario = Scenario.When(propose).AndAgainNothing(propose);
        Assert.Equal([0.30, 0.29], scenario.Said.OfType<EtErrorMeasured>().Select(measured => measured.Error.Q));
        var proposed = Assert.IsType<MoveProposed>(scenario.Said[^1]);
        Assert.Equal((1, EmbedDim.Id, "linear-truncate", 3), (proposed.Iteration, proposed.Dimension, proposed.Rule, proposed.Steps));
        Assert.Equal(-1, proposed.Slope, 9);
        Assert.Equal([4, 8], proposed.Before);
        Assert.Equal([16, 20], proposed.After);
    }

    [Fact]
    public void Iterations_are_decided_apart() =>
        Assert.Equal(3, Scenario.When(Do(1, Samples.Spec.Evolution)).When(Do(2, Samples.Spec.Evolution)).Said.Count);

    [Fact]
    public void An_iteration_before_the_latest_is_decided_no_more()
    {
        var state = Scenario.When(Do(1, Samples.Spec.Evolution)).When(Do(2, Samples.Spec.Evolution)).State;
        Assert.Empty(Do(1, Samples.Spec.Evolution)(state));
        Assert.Equal(2, state.Iterations);
    }

    [Fact]
    public void A_rule_of_its_own_goes_before_the_campaigns()
    {
        var frozen = new Dictionary<string, RuleSpec> { ["stage1.embed_dim"] = new("frozen", 1, 1, null) };
        var proposed = Scenario.When(Do(1, Samples.Spec.Evolution with { Overrides = frozen })).Said[^1];
        Assert.Equal(("frozen", 0), (((MoveProposed)proposed).Rule, ((MoveProposed)proposed).Steps));
    }

    [Fact]
    public void A_rule_that_does_not_exist_is_refused() =>
        Assert.Throws<UnknownRuleException>(() => Scenario.When(Do(1, Samples.Spec.Evolution with { Rule = new("no-such", 1, 1, null) })));

    [Fact]
    public void A_foreign_event_throws() =>
        Assert.Throws<StateException>(() => DimensionState.Evolve(DimensionState.Initial, new CampaignCompleted(1)));
}
