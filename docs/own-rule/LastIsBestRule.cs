using S3Actors.Messages.Campaign;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;

namespace MyRules;

/// <summary>Grows a dimension by one step where its last choice has the least error, and leaves it as it is otherwise.</summary>
public sealed class LastIsBestRule : IUpdateRule
{
    /// <summary>What evolution.rule says to choose it.</summary>
    public string Name => "last-is-best";

    /// <summary>Stands beside every decision in the journal: another one whenever a decision could be another.</summary>
    public string Version => "1";

    /// <summary>A pure function: no clock, no randomness, no file. The same measurement gives the same decision in every process.</summary>
    public RuleDecision Decide(DimensionMeasurement measurement, RuleSpec spec)
    {
        var best = measurement.Errors.Index().MinBy(it => it.Item.Q).Index;
        var isLast = best == measurement.Errors.Count - 1;
        return new RuleDecision(
            Steps: isLast && measurement.Errors.Count > 1 ? 1 : 0,
            Slope: double.NaN, SlopeStandardError: double.NaN, Intercept: double.NaN,
            Reasoning: FormattableString.Invariant($"the best is choice {best + 1} of {measurement.Errors.Count}"));
    }
}
