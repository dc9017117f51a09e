using S3Actors.Models.Statistics;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Models.Evolution;

/// <summary>A specification names a rule that does not exist or cannot be loaded.</summary>
public sealed class UnknownRuleException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The rules by name (method: "Space evolution").</summary>
public static class UpdateRules
{
    /// <summary>The rule that moves nothing.</summary>
    public const string Frozen = "frozen";

    private static readonly IUpdateRule[] BuiltInRules =
    [
        new SlopeRule("linear-floor", "1", LinearFit.Of, SlopeRule.Floor),
        new SlopeRule("linear-truncate", "1", LinearFit.Of, SlopeRule.Truncate),
        new SlopeRule("significant", "1", LinearFit.Of, SlopeRule.Significant),
        new SlopeRule("theil-sen", "1", LinearFit.TheilSen, SlopeRule.Floor),
        new SlopeRule("sign", "1", LinearFit.Of, SlopeRule.Sign),
        new SlopeRule(Frozen, "1", LinearFit.Of, SlopeRule.Frozen),
    ];

    /// <summary>
    /// <c>linear-floor</c> (the paper's), <c>linear-truncate</c> (dead zone on both sides), <c>significant</c> (the paper's, beyond z
    /// standard errors only), <c>theil-sen</c> (the paper's update of the median of pairwise slopes), <c>sign</c> (one step), <c>frozen</c>.
    /// </summary>
    public static IReadOnlyList<IUpdateRule> BuiltIn => BuiltInRules;

    /// <summary>The rule of a dimension: its own override, else its kind's, else the campaign's.</summary>
    public static RuleSpec RuleFor(EvolutionSpec spec, DimensionId dimension) =>
        spec.Overrides.TryGetValue(dimension.ToString(), out var own) ? own
        : spec.Overrides.TryGetValue(dimension.Kind.Name(), out var kinds) ? kinds
        : spec.Rule;

    /// <summary>The rule that a specification names: a built-in one, or the one of that name in its assembly (<see cref="OwnRules"/>).</summary>
    /// <exception cref="UnknownRuleException">There is no such rule, more than one, or the assembly is not loaded.</exception>
    public static IUpdateRule Resolve(RuleSpec spec) => spec.Assembly is { } assembly ? OwnRules.Resolve(spec.Name, assembly)
        : Array.Find(BuiltInRules, rule => string.Equals(rule.Name, spec.Name, StringComparison.Ordinal))
            ?? throw new UnknownRuleException(
                $"no rule '{spec.Name}' in the built-in rules; it has {string.Join(", ", BuiltInRules.Select(rule => rule.Name))}");

    /// <summary>Every rule that a specification names: the campaign's, and those of kinds and dimensions.</summary>
    public static IEnumerable<RuleSpec> All(EvolutionSpec spec) => [spec.Rule, .. spec.Overrides.Values];
}
