using FsCheck;
using FsCheck.Fluent;
using S3Actors.Models.Evolution;
using static S3Actors.Tests.Models.Evolution.Measured;

namespace S3Actors.Tests.Models.Evolution;

public sealed class UpdateRuleTests
{
    public static TheoryData<string> Names => [.. UpdateRules.BuiltIn.Select(rule => rule.Name)];

    private static RuleDecision Decide(string rule, S3Actors.Models.Measurement.DimensionMeasurement measurement, double tau = 0.2, double z = 2) =>
        UpdateRules.Resolve(Rule(rule)).Decide(measurement, Rule(rule, tau, z));

    [Fact]
    public void The_six_rules_are_those_of_the_method() =>
        Assert.Equal(["linear-floor", "linear-truncate", "significant", "theil-sen", "sign", "frozen"], UpdateRules.BuiltIn.Select(rule => rule.Name));

    [Theory] // slope, percentage points a step; tau 0.2; standard error 0.11; z 2
    [InlineData("linear-floor", -0.42, 3)]
    [InlineData("linear-floor", -0.40, 2)]      // exactly two tau: rounding of the fit must not make it three
    [InlineData("linear-floor", -0.01, 1)]      // the published floor has no dead zone below zero
    [InlineData("linear-floor", 0.00, 0)]
    [InlineData("linear-floor", 0.19, 0)]
    [InlineData("linear-floor", 0.20, -1)]
    [InlineData("linear-floor", 0.59, -2)]
    [InlineData("linear-truncate", -0.42, 2)]
    [InlineData("linear-truncate", -0.19, 0)]
    [InlineData("linear-truncate", 0.19, 0)]
    [InlineData("linear-truncate", 0.42, -2)]
    [InlineData("significant", -0.21, 0)]       // within 2 * 0.11
    [InlineData("significant", -0.23, 2)]
    [InlineData("significant", 0.21, 0)]
    [InlineData("significant", 0.42, -2)]
    [InlineData("theil-sen", -0.42, 3)]
    [InlineData("theil-sen", 0.42, -2)]
    [InlineData("sign", -0.01, 1)]
    [InlineData("sign", 0.01, -1)]
    [InlineData("sign", 0, 0)]
    [InlineData("frozen", -5, 0)]
    public void Given_a_line_of_errors_when_the_rule_decides_then_it_moves_so_many_steps(string rule, double slope, int steps)
    {
        var decision = Decide(rule, Line(slope));

        Assert.Equal(steps, decision.Steps);
        Assert.Equal(slope, decision.Slope, 1e-9);
        Assert.Equal(20, decision.Intercept, 1e-9);
        Assert.Equal(0.11, decision.SlopeStandardError);
    }

    [Theory]
    [InlineData("linear-floor", -0.42, "slope -0.42 +- 0.11 points per step, tau 0.2 -> floor(-2.1) = -3 -> +3 steps of 16")]
    [InlineData("linear-floor", 0.2, "slope 0.2 +- 0.11 points per step, tau 0.2 -> floor(1) = 1 -> -1 step of 16")]
    [InlineData("linear-floor", -0.400001, "slope -0.4 +- 0.11 points per step, tau 0.2 -> floor(-2.000005) = -3 -> +3 steps of 16")]
    [InlineData("linear-truncate", 0.1, "slope 0.1 +- 0.11 points per step, tau 0.2 -> truncate(0.5) = 0 -> no move")]
    [InlineData("significant", -0.15, "slope -0.15 +- 0.11 points per step, within 2 standard errors (0.22) -> no move")]
    [InlineData("significant", -0.25, "slope -0.25 +- 0.11 points per step, beyond 2 standard errors (0.22), tau 0.2 -> floor(-1.25) = -2 -> +2 steps of 16")]
    [InlineData("sign", -0.25, "slope -0.25 +- 0.11 points per step, sign -1 -> +1 step of 16")]
    [InlineData("frozen", -0.25, "slope -0.25 +- 0.11 points per step, frozen by the specification -> no move")]
    public void The_reasoning_says_the_numbers_in_words_the_same_under_every_culture(string rule, double slope, string reasoning)
    {
        foreach (var culture in (string[])["", "tr-TR", "de-DE", "ar-SA"])
            Assert.Equal(reasoning, SampleSpaces.Under(culture, () => Decide(rule, Line(slope)).Reasoning));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_constant_shift_of_all_errors_changes_no_decision(string rule) =>
        Prop.ForAll(SomeErrors.ToArbitrary(), Gen.Choose(-500, 500).ToArbitrary(), (errors, shift) =>
        {
            var shifted = Decide(rule, Errors([.. errors.Select(error => error + shift / 1000.0)]));
            var plain = Decide(rule, Errors(errors));
            return (shifted.Steps, shifted.Slope) == (plain.Steps, plain.Slope);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_dimension_whose_growth_helps_never_shrinks_and_one_whose_growth_harms_never_grows(string rule) =>
        Prop.ForAll(SomeErrors.ToArbitrary(), errors =>
        {
            var falling = Decide(rule, Errors([.. errors.OrderDescending()]));
            var rising = Decide(rule, Errors([.. errors.Order()]));
            return falling.Steps >= 0 && rising.Steps <= 0 && (rule == "frozen" || rule == "significant" || errors.Distinct().Count() < errors.Length || rule == "linear-truncate" || falling.Steps > 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Names))]
    public void Where_all_errors_tie_nothing_moves(string rule) =>
        Prop.ForAll(Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(2, 9).ToArbitrary(), (thousandth, count) =>
        {
            var decision = Decide(rule, Errors([.. Enumerable.Repeat(thousandth / 1000.0, count)], slopeStandardError: 0));
            return (decision.Steps, decision.Slope) == (0, 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Names))]
    public void Given_one_choice_then_there_is_no_slope_and_no_move(string rule)
    {
        var decision = Decide(rule, Errors([0.25]));

        Assert.Equal((0, double.NaN, 25), (decision.Steps, decision.Slope, decision.Intercept));
        Assert.Equal("no slope: only one choice (16) -> no move", decision.Reasoning);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Given_no_choice_then_there_is_no_move(string rule)
    {
        var decision = Decide(rule, Errors([]));

        Assert.Equal((0, "no slope: no choice was measured -> no move"), (decision.Steps, decision.Reasoning));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Given_only_one_finite_error_then_there_is_no_move_and_the_reason_names_the_choice(string rule)
    {
        var decision = Decide(rule, Errors([0.3, double.NaN]));

        Assert.Equal((0, double.NaN), (decision.Steps, decision.Slope));
        Assert.Equal("no slope: the E-T error of 32 is not a number -> no move", decision.Reasoning);
        Assert.Equal(-10, Decide(rule, Errors([0.3, double.NaN, 0.1])).Slope, 1e-9); // two others suffice
    }

    [Fact]
    public void Significance_without_a_standard_error_is_none()
    {
        var decision = Decide("significant", Line(-5, slopeStandardError: double.NaN));

        Assert.Equal((0, "slope -5 +- NaN points per step, its standard error is unknown -> no move"), (decision.Steps, decision.Reasoning));
    }

    [Fact]
    public void One_wild_error_turns_the_least_squares_line_but_not_that_of_theil_and_sen()
    {
        var wild = Errors([0.20, 0.19, 0.18, 0.17, 0.90]);

        Assert.True(Decide("linear-floor", wild).Steps < 0);
        Assert.Equal((5, -1), (Decide("theil-sen", wild).Steps, Decide("theil-sen", wild).Slope));
    }

    [Fact]
    public void A_monstrous_slope_still_gives_a_number_of_steps() =>
        Assert.Equal(1_000_000, Decide("linear-floor", Line(-10), tau: 1e-300).Steps);
}
