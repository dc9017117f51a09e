using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.Settings;

/// <summary>The section <c>evolution</c>: how the space moves, with rules of their own for kinds and dimensions.</summary>
internal static class EvolutionSettings
{
    /// <summary>Reads the section.</summary>
    public static EvolutionSpec Read(SettingReader settings, int stages) => new(
        Iterations: settings.Int32("evolution.iterations", 0, 1000),
        Rule: ReadRule(settings, key => $"evolution.{key}"),
        Overrides: ReadOverrides(settings, stages),
        MaximumSteps: settings.Int64OrOff("evolution.max_steps", 1) is { } steps ? (int)Math.Min(steps, int.MaxValue) : 0,
        MaximumMeanMacs: settings.DoubleOrOff("evolution.maximum_mean_macs", 0),
        MaximumLog10Size: settings.DoubleOrOff("evolution.maximum_log10_size", 0),
        MaximumMeanParameters: settings.DoubleOrOff("evolution.maximum_mean_parameters", 0),
        ShuffledMoves: settings.Boolean("evolution.shuffled_moves") ? true : null);

    private static SortedDictionary<string, RuleSpec> ReadOverrides(SettingReader settings, int stages)
    {
        var overrides = new SortedDictionary<string, RuleSpec>(StringComparer.Ordinal);
        var targets = DimensionKinds.All.Select(kind => kind.Name())
            .Concat(Enumerable.Range(1, stages).SelectMany(stage => DimensionKinds.All.Select(kind => new DimensionId(stage, kind).ToString())));
        foreach (var target in targets)
        {
            var section = $"evolution.overrides.{target}";
            if (settings.NamesBelow(section).Count == 0) continue;
            // What an override leaves out is as in the section evolution.
            overrides[target] = ReadRule(settings, key => settings.Has($"{section}.{key}") ? $"{section}.{key}" : $"evolution.{key}");
        }
        return overrides;
    }

    private static RuleSpec ReadRule(SettingReader settings, Func<string, string> keyOf)
    {
        var assembly = settings.TextOrOff(keyOf("assembly"));
        var rule = new RuleSpec(
            settings.Text(keyOf("rule")),
            settings.Double(keyOf("tau"), 0, aboveMinimum: true),
            settings.Double(keyOf("z"), 0),
            string.IsNullOrEmpty(assembly) ? null : Path.GetFullPath(assembly));
        try
        {
            _ = UpdateRules.Resolve(rule);
        }
        catch (UnknownRuleException unknown)
        {
            settings.Require(false, assembly is null ? keyOf("rule") : keyOf("assembly"), unknown.Message);
        }
        return rule;
    }
}
