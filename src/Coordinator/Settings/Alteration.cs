using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Settings;

/// <summary>Settings that go over those of a recorded campaign.</summary>
/// <param name="Options">As of <c>--set</c>: <c>key=value</c>, a later one goes before an earlier one.</param>
public sealed record Alteration(IReadOnlyList<string> Options)
{
    private const string Recorded = "the campaign's own settings";

    /// <summary>What decisions are made from, beside what was measured.</summary>
    private static readonly string[] DecidingSections = ["constraint", "evolution", "measurement", "space"];

    /// <summary>Changes nothing.</summary>
    public static Alteration None { get; } = new([]);

    /// <summary>The settings of a campaign with the options over them; the product's reference is the last layer.</summary>
    /// <param name="places">Where its images stood last, settings by key; null where that is not known, or no image is read.</param>
    /// <exception cref="ConfigurationException">An option has no such form.</exception>
    public SettingReader Over(CampaignSpec spec, IReadOnlyDictionary<string, string>? places = null)
    {
        // A recorded space has steps and bounds for each stage: an option for all of them goes in their place.
        var forAllStages = Options.Select(option => SettingLayer.Split(option).Key.Split('.')).Where(it => it is ["space", "gamma" or "bounds", _, ..])
            .Select(it => $".{it[1]}.{it[2]}").ToList();
        var recorded = SpecText.Of(spec, without: key => key.StartsWith("space.", StringComparison.Ordinal) && forAllStages.Exists(it => key.EndsWith(it, StringComparison.Ordinal)));
        var layers = new List<SettingLayer> { SettingLayer.FromText(Recorded, recorded), SettingLayer.Reference };
        if (places is not null) layers.Insert(0, DataSettings.Layer(places));
        foreach (var option in Options) layers.Insert(0, SettingLayer.FromOption(option));
        return new SettingReader(layers);
    }

    /// <summary>Files of the user's own rules that the options name.</summary>
    public IReadOnlyList<string> RuleFiles => [.. Options.Select(SettingLayer.Split).Where(it => IsAssembly(it.Key)).Select(it => it.Value.Trim('"'))];

    /// <summary>The altered specification for decisions from recorded measurements, under its own name.</summary>
    /// <exception cref="ConfigurationException">Any option is wrong, or of no use there: nothing is trained, searched or loaded.</exception>
    public CampaignSpec Apply(CampaignSpec spec)
    {
        if (Options.Count == 0) return spec;
        RequireDeciding();
        var settings = Over(spec);
        settings.Text("campaign.name", _ => true, "");
        var altered = SpecSettings.Read(settings, spec.Name);
        settings.RefuseUnknownKeys();
        settings.ThrowOnProblems();
        return altered;
    }

    /// <summary>Refuses settings that decide nothing of a replay; the journal need not be read for that.</summary>
    /// <exception cref="ConfigurationException">There is one.</exception>
    public void RequireDeciding() => RefuseWhere(key =>
        key == "campaign.seed" || DecidingSections.Contains(key.Split('.')[0]) || SettingLayer.Reference.Find(key) is null ? null
        : "a replay makes decisions from recorded measurements: it takes campaign.seed and what begins with "
            + $"{string.Join(", ", DecidingSections.Select(it => it + "."))}, and has no use for others");

    /// <summary>Refuses options by their keys alone.</summary>
    /// <param name="why">What is wrong with a key, in words; null where nothing is.</param>
    /// <exception cref="ConfigurationException">Something is wrong with one.</exception>
    public void RefuseWhere(Func<string, string?> why)
    {
        var problems = new List<ConfigurationProblem>();
        foreach (var (key, value) in Options.Select(SettingLayer.Split))
            if (why(key) is { } problem) problems.Add(new ConfigurationProblem("--set", key, value, problem));
        if (problems.Count > 0) throw new ConfigurationException(problems);
    }

    private static bool IsAssembly(string key) =>
        key.StartsWith("evolution.", StringComparison.Ordinal) && key.EndsWith(".assembly", StringComparison.Ordinal);
}
