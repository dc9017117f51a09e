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
        var layers = new List<SettingLayer> { SettingLayer.FromText(Recorded, SpecText.Of(spec)), SettingLayer.FromFile(CampaignConfiguration.ReferenceFile) };
        if (places is not null) layers.Insert(0, DataSettings.Layer(places));
        foreach (var option in Options.SelectMany(option => OfEveryStage(option, spec.InitialSpace.StageCount))) layers.Insert(0, SettingLayer.FromOption(option));
        return new SettingReader(layers);
    }

    /// <summary>Files of the user's own rules that the options name.</summary>
    public IReadOnlyList<string> RuleFiles => [.. Options.Select(SettingLayer.Split).Where(it => IsAssembly(it.Key)).Select(it => it.Value.Trim('"'))];

    /// <summary>The altered specification for decisions from recorded measurements, under its own name.</summary>
    /// <exception cref="ConfigurationException">Any option is wrong, or of no use there: nothing is trained, searched or loaded.</exception>
    public CampaignSpec Apply(CampaignSpec spec)
    {
        if (Options.Count == 0) return spec;
        var settings = Over(spec);
        settings.Text("campaign.name", _ => true, "");
        var altered = SpecSettings.Read(settings, spec.Name);
        var reference = SettingLayer.FromFile(CampaignConfiguration.ReferenceFile);
        foreach (var key in Options.Select(option => SettingLayer.Split(option).Key).Distinct(StringComparer.Ordinal))
        {
            if (key == "campaign.seed" || DecidingSections.Contains(key.Split('.')[0]) || reference.Find(key) is null) continue;
            settings.Has(key);
            settings.Refuse(key, "a replay makes decisions from recorded measurements: it takes campaign.seed and what begins with "
                + $"{string.Join(", ", DecidingSections.Select(it => it + "."))}, and has no use for others");
        }
        settings.RefuseUnknownKeys();
        settings.ThrowOnProblems();
        return altered;
    }

    private static bool IsAssembly(string key) =>
        key.StartsWith("evolution.", StringComparison.Ordinal) && key.EndsWith(".assembly", StringComparison.Ordinal);

    /// <summary>A recorded space has steps and bounds for each stage: an option for all of them is one for each.</summary>
    private static IEnumerable<string> OfEveryStage(string option, int stages)
    {
        var (key, value) = SettingLayer.Split(option);
        return key.StartsWith("space.gamma.", StringComparison.Ordinal) || key.StartsWith("space.bounds.", StringComparison.Ordinal)
            ? Enumerable.Range(1, stages).Select(stage => FormattableString.Invariant($"space.stage{stage}{key["space".Length..]}={value}")) : [option];
    }
}
