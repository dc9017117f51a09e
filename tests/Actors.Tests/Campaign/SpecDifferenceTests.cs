using System.Globalization;
using S3Actors.Actors.Campaign;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

public class SpecDifferenceTests
{
    [Fact]
    public void Equal_specifications_have_no_difference_and_one_digest()
    {
        var copy = Samples.Spec with { InitialSpace = new SearchSpace([.. Samples.Space.Dimensions]) };
        Assert.Empty(SpecDifference.Between(Samples.Spec, copy));
        Assert.Equal(SpecDigest.Of(Samples.Spec), SpecDigest.Of(copy));
    }

    [Fact]
    public void The_order_in_which_overrides_are_written_changes_nothing()
    {
        RuleSpec frozen = new("frozen", 1, 1, null), sign = new("sign", 1, 1, null);
        CampaignSpec With(params (string, RuleSpec)[] rules) =>
            Samples.Spec with { Evolution = Samples.Spec.Evolution with { Overrides = rules.ToDictionary(it => it.Item1, it => it.Item2) } };
        Assert.Equal(SpecDigest.Of(With(("depth", frozen), ("embed_dim", sign))), SpecDigest.Of(With(("embed_dim", sign), ("depth", frozen))));
        Assert.NotEqual(SpecDigest.Of(With(("depth", frozen))), SpecDigest.Of(With(("depth", sign))));
    }

    [Fact]
    public void Every_key_that_differs_is_named_as_users_write_it_under_every_culture()
    {
        var here = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            var given = Samples.Spec with
            {
                Seed = 8,
                Training = Samples.Spec.Training with { LearningRate = 0.001 },
                Measurement = Samples.Spec.Measurement with { Limit = new CostLimit(5000, null) },
                Evolution = Samples.Spec.Evolution with { Rule = new RuleSpec("sign", 0.3, 2, null), MaximumSteps = 3 },
                InitialSpace = Samples.Space.With(Samples.Space[1, DimensionKind.MlpRatio] with { Choices = [1, 2.5] }),
            };
            Assert.Equal(
            [
                "campaign.seed: 7 in the journal, 8 now",
                "evolution.max_steps: 2 in the journal, 3 now",
                "evolution.rule: linear-truncate in the journal, sign now",
                "measurement.maximum_macs: off in the journal, 5000 now",
                "space.stage1.mlp_ratio: [1, 1.5, 2] by 0.5 in [0.5, 4] in the journal, [1, 2.5] by 0.5 in [0.5, 4] now",
                "training.learning_rate: 0.003 in the journal, 0.001 now",
            ], SpecDifference.Between(Samples.Spec, given));
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    [Theory]
    [InlineData(true, null, "true")]
    [InlineData(true, ControlBudget.EqualFinal, "equal-final")]
    [InlineData(true, ControlBudget.EqualTotal, "equal-total")]
    [InlineData(true, ControlBudget.Both, "both")]
    public void The_control_is_one_setting_in_the_words_of_its_key(bool control, ControlBudget? budget, string word)
    {
        CampaignSpec With(bool on, ControlBudget? of) => Samples.Spec with { Search = Samples.Spec.Search with { Control = on, ControlBudget = of } };
        Assert.Equal([$"search.control: none in the journal, {word} now"], SpecDifference.Between(With(false, null), With(control, budget)));
    }
}
