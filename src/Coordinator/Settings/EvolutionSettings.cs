using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.Settings;

/// <summary>The section <c>evolution</c>: how the space moves, with rules of their own for kinds and dimensions.</summary>
internal static class EvolutionSettings
{
    /// <summary>Ends the path of an assembly whose digest is not known: earlier versions recorded none.</summary>
    private const string WithoutDigest = " sha256:unknown";

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

    /// <summary>The files of users' own rules that the settings name, full paths; what a journal named by its digest is no file.</summary>
    public static IReadOnlyList<string> RuleFiles(SettingReader settings, CampaignSpec spec) =>
    [
        .. spec.Evolution.Overrides.Keys.Select(it => $"evolution.overrides.{it}.assembly").Where(settings.Has).Append("evolution.assembly")
            .Select(settings.TextOrOff).OfType<string>().Where(IsPath).Select(Path.GetFullPath).Distinct(),
    ];

    /// <summary>An assembly as a file for <see cref="ReadRule"/> has it, that names what is recorded and no file.</summary>
    public static string? Recorded(string? assembly) => assembly is null || !IsPath(assembly) ? assembly : assembly + WithoutDigest;

    private static bool IsPath(string assembly) =>
        !assembly.EndsWith(WithoutDigest, StringComparison.Ordinal) && !RuleAssembly.TryParse(assembly, out _);

    private static RuleSpec ReadRule(SettingReader settings, Func<string, string> keyOf)
    {
        var rule = new RuleSpec(
            settings.Text(keyOf("rule")),
            settings.Double(keyOf("tau"), 0, aboveMinimum: true),
            settings.Double(keyOf("z"), 0),
            Assembly: null);
        var assembly = ReadAssembly(settings, keyOf("assembly"));
        if (UpdateRules.BuiltIn.Any(it => it.Name == rule.Name)) return rule; // beside an assembly too
        if (assembly is not null) return rule with { Assembly = assembly };
        try
        {
            _ = UpdateRules.Resolve(rule);
        }
        catch (UnknownRuleException unknown)
        {
            settings.Require(false, keyOf("rule"), unknown.Message);
        }
        return rule;
    }

    /// <summary>Which assembly it is, from the file or as recorded; nothing of it runs, so that its rules are not known here.</summary>
    private static string? ReadAssembly(SettingReader settings, string key)
    {
        if (settings.TextOrOff(key) is not { Length: > 0 } text) return null;
        if (!IsPath(text)) return text.EndsWith(WithoutDigest, StringComparison.Ordinal) ? text[..^WithoutDigest.Length] : text;
        try
        {
            return RuleFile.Read(Path.GetFullPath(text)).Assembly.ToString();
        }
        catch (UnknownRuleException unknown)
        {
            settings.Require(false, key, $"{unknown.Message}; a campaign that has begun keeps a copy in its folder 'rules'");
            return text;
        }
    }
}
