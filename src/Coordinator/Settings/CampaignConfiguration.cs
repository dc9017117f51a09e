using S3Actors.Actors.Campaign;
using S3Actors.Messages.Campaign;

namespace S3Actors.Coordinator.Settings;

/// <summary>A campaign as a user described it: what it computes, how it is carried out, and its images.</summary>
public sealed record CampaignConfiguration(CampaignSpec Spec, ExecutionSettings Execution, DataFiles Data)
{
    /// <summary>How <c>retrain</c> trains the winner.</summary>
    public required TrainingSpec Retraining { get; init; }

    /// <summary>Where the images stand, as the journal keeps it: the settings by key (<see cref="DataSettings.Recorded"/>).</summary>
    public required IReadOnlyDictionary<string, string> Places { get; init; }

    /// <summary>Files of the user's own rules that settings name, full paths.</summary>
    public required IReadOnlyList<string> RuleFiles { get; init; }

    /// <summary>The product's own defaults, the manual of every key.</summary>
    public static string ReferenceFile { get; } = Path.Combine(AppContext.BaseDirectory, "hocon", "reference.conf");

    /// <summary>Reads a campaign's file over the reference, and options over both.</summary>
    /// <param name="file">The campaign's file.</param>
    /// <param name="options">Options <c>key=value</c>; a later one goes before an earlier one.</param>
    /// <param name="name">The campaign's name; null takes <c>campaign.name</c>, or else the file's name.</param>
    /// <param name="runsFolder">The folder of the campaigns' folders.</param>
    /// <param name="withImages">Whether files of images are required to be there.</param>
    /// <param name="places">Where the images stand, as recorded, if file and options say nothing of it.</param>
    /// <exception cref="ConfigurationException">Anything is wrong with any setting; nothing was written.</exception>
    public static CampaignConfiguration Read(
        string file, IReadOnlyList<string> options, string? name, string runsFolder, bool withImages = true,
        IReadOnlyDictionary<string, string>? places = null)
    {
        var layers = new List<SettingLayer> { SettingLayer.FromFile(file), SettingLayer.Reference };
        if (places is not null) layers.Insert(1, DataSettings.Layer(places));
        foreach (var option in options) layers.Insert(0, SettingLayer.FromOption(option));
        if (name is not null && !CampaignName.IsAllowed(name))
            throw new ConfigurationException([new("--name", "", null, $"'{name}': {CampaignName.Allowed}")]);
        return Read(new SettingReader(layers), name, Path.GetFileNameWithoutExtension(file), runsFolder, withImages);
    }

    /// <summary>Reads settings: <paramref name="name"/> goes before <c>campaign.name</c>, and that before <paramref name="fileName"/>.</summary>
    /// <exception cref="ConfigurationException">Anything is wrong with any setting.</exception>
    public static CampaignConfiguration Read(SettingReader settings, string? name, string fileName, string runsFolder, bool withImages = true)
    {
        var stated = settings.Text("campaign.name", text => text.Length == 0 || CampaignName.IsAllowed(text), CampaignName.Allowed);
        name ??= stated.Length > 0 ? stated : fileName;
        settings.Require(CampaignName.IsAllowed(name), "campaign.name", $"is empty, and '{name}' from the file does not serve: {CampaignName.Allowed}");
        var spec = SpecSettings.Read(settings, name);
        var configuration = new CampaignConfiguration(
            spec,
            ExecutionSettingsReader.Read(settings, Path.GetFullPath(Path.Combine(runsFolder, name)), isToRun: withImages),
            DataSettings.ReadFiles(settings, spec.Network, withImages))
        {
            Retraining = RetrainingSettings.Read(settings, spec.Training),
            RuleFiles = settings.Problems.Count == 0 ? EvolutionSettings.RuleFiles(settings, spec) : [],
            Places = settings.Problems.Count == 0 ? DataSettings.Recorded(settings) : [],
        };
        settings.RefuseUnknownKeys();
        settings.ThrowOnProblems();
        return configuration;
    }
}

/// <summary>The form of a campaign's name: it is a folder's name and the first part of every persistence id.</summary>
public static class CampaignName
{
    /// <summary>What is allowed, in words.</summary>
    public const string Allowed = "a campaign's name has 1 to 64 letters, digits, '-', '_' or '.', the first a letter or digit; a path is no name";

    /// <summary>Whether a name has that form.</summary>
    public static bool IsAllowed(string name) =>
        name.Length is >= 1 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
