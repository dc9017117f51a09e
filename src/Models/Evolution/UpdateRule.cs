using S3Actors.Messages.Campaign;
using S3Actors.Models.Measurement;

namespace S3Actors.Models.Evolution;

/// <summary>What a rule makes of one dimension's measurement.</summary>
/// <param name="Steps">Steps of gamma: positive grows the dimension, 0 leaves it.</param>
/// <param name="Slope">w the rule decided by, percentage points of Q a step; NaN where there is none.</param>
/// <param name="SlopeStandardError">Its standard error, percentage points a step; NaN where it cannot be stated.</param>
/// <param name="Intercept">b: the rule's line at index 0, percentage points.</param>
/// <param name="Reasoning">In words with the numbers, the same under every culture; it is stored and shown.</param>
public sealed record RuleDecision(int Steps, double Slope, double SlopeStandardError, double Intercept, string Reasoning);

/// <summary>
/// A rule that moves search dimensions. A pure function: the same measurement and thresholds give the same decision in every process, at
/// run and at replay. A user's own rule is a public class with a parameterless constructor in an assembly that a
/// <see cref="RuleSpec.Assembly"/> names (docs/own-rule.md).
/// </summary>
public interface IUpdateRule
{
    /// <summary>Name by which a specification chooses the rule.</summary>
    string Name { get; }

    /// <summary>Version of the rule's arithmetic: changes whenever a decision could.</summary>
    string Version { get; }

    /// <summary>The move. A measurement it cannot read (one choice, NaN) gives 0 steps and says so; it throws for nothing in the data.</summary>
    RuleDecision Decide(DimensionMeasurement measurement, RuleSpec spec);
}
