using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>One campaign under several rules.</summary>
public sealed record ReplayComparison(string Name, IReadOnlyList<ReplayDocument> Replays)
{
    /// <summary>Replays a campaign under each rule of a list.</summary>
    /// <param name="common">Alterations that all of them share.</param>
    /// <param name="rules"><c>linear-floor,significant:z=2,theil-sen</c>: names, each with thresholds of its own after colons.</param>
    /// <exception cref="BadInputException">The list has another form.</exception>
    /// <exception cref="Settings.ConfigurationException">There is no such rule, or a threshold is wrong.</exception>
    public static ReplayComparison Of(CampaignHistory recorded, Alteration common, string rules, EtErrorPart part) => new(
        recorded.Name, [.. rules.Split(',').Select(rule => new CampaignReplay(recorded, new Alteration([.. common.Options, .. Options(rule, rules)]), part).Run(rule.Trim()))]);

    private static IEnumerable<string> Options(string rule, string rules)
    {
        var parts = rule.Split(':', StringSplitOptions.TrimEntries);
        if (parts.Any(part => part.Length == 0) || parts.Skip(1).Any(part => part.Split('=') is not { Length: 2 }))
            throw new BadInputException($"--compare {rules}: '{rule}' is not of the form name:threshold=value, as in significant:z=2");
        return parts.Skip(1).Select(part => "evolution." + part).Prepend("evolution.rule=" + parts[0]);
    }
}
