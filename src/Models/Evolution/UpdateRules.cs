using S3Actors.Models.Statistics;
using System.Reflection;
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

    /// <summary>The rule that a specification names: a built-in one, or the one of that name in its assembly.</summary>
    /// <exception cref="UnknownRuleException">There is no such rule, more than one, or the assembly cannot be loaded.</exception>
    public static IUpdateRule Resolve(RuleSpec spec)
    {
        var (rules, place) = spec.Assembly is null ? (BuiltInRules, "the built-in rules") : (RulesOf(spec.Assembly), spec.Assembly);
        var found = rules.Where(rule => string.Equals(rule.Name, spec.Name, StringComparison.Ordinal)).ToArray();
        if (found.Length == 1) return found[0];
        var names = rules.Length == 0 ? "it holds none" : $"it has {string.Join(", ", rules.Select(rule => rule.Name))}";
        throw new UnknownRuleException(found.Length == 0
            ? $"no rule '{spec.Name}' in {place}; {names}"
            : $"{found.Length} rules are called '{spec.Name}' in {place}: {string.Join(", ", found.Select(rule => rule.GetType().FullName))}");
    }

    private static IUpdateRule[] RulesOf(string path)
    {
        try
        {
            return [.. Assembly.LoadFrom(Path.GetFullPath(path)).GetExportedTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IUpdateRule)))
                .Where(type => type.GetConstructor(Type.EmptyTypes) is not null)
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (IUpdateRule)Activator.CreateInstance(type)!)];
        }
        catch (Exception failed) when (failed is IOException or BadImageFormatException or TypeLoadException or ReflectionTypeLoadException
            or TargetInvocationException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UnknownRuleException($"the rule assembly {path} cannot be loaded: {failed.Message}", failed);
        }
    }
}
