using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Configuration;

/// <summary>The section <c>evolution</c>: how the space moves, with rules of their own for kinds and dimensions.</summary>
internal static class EvolutionSettings
{
    private static readonly string[] BuiltIn = ["linear-floor", "linear-truncate", "significant", "theil-sen", "sign", "frozen"];

    /// <summary>Reads the section.</summary>
    public static EvolutionSpec Read(SettingReader settings, int stages) => new(
        Iterations: settings.Int32("evolution.iterations", 0, 1000),
        Rule: ReadRule(settings, "evolution", key => $"evolution.{key}"),
        Overrides: ReadOverrides(settings, stages),
        MaximumSteps: settings.Int64OrOff("evolution.max_steps", 1) is { } steps ? (int)Math.Min(steps, int.MaxValue) : 0,
        MaximumMeanMacs: settings.DoubleOrOff("evolution.maximum_mean_macs", 0),
        MaximumLog10Size: settings.DoubleOrOff("evolution.maximum_log10_size", 0));

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
            overrides[target] = ReadRule(settings, section, key => settings.Has($"{section}.{key}") ? $"{section}.{key}" : $"evolution.{key}");
        }
        return overrides;
    }

    private static RuleSpec ReadRule(SettingReader settings, string section, Func<string, string> keyOf)
    {
        var assembly = settings.TextOrOff(keyOf("assembly"));
        if (assembly is not null)
        {
            assembly = Path.GetFullPath(assembly);
            settings.Require(File.Exists(assembly), keyOf("assembly"), "there is no such file");
        }
        var name = settings.Text(keyOf("rule"), rule => assembly is not null || BuiltIn.Contains(rule),
            $"must be one of {string.Join(", ", BuiltIn)}, or a rule of {section}.assembly");
        return new RuleSpec(name, settings.Double(keyOf("tau"), 0, aboveMinimum: true), settings.Double(keyOf("z"), 0), assembly);
    }
}
