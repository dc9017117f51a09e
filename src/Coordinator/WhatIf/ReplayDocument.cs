using System.Text.Json.Serialization;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>How far recorded measurements speak for an altered decision.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Reach>))]
public enum Reach
{
    /// <summary>The altered campaign would have measured exactly this: its space is the recorded one.</summary>
    Measured = 0,
    /// <summary>All the dimension's choices were measured, but among subnets, and with weights, of a space that differs elsewhere.</summary>
    Borrowed = 1,
    /// <summary>As borrowed, and only neighbouring choices, at least two, but not all were measured.</summary>
    Partial = 2,
    /// <summary>Too little was measured to say anything.</summary>
    Unknown = 3,
}

/// <summary>One dimension in one iteration: the recorded move beside the altered one.</summary>
/// <param name="RecordedSteps">Steps applied.</param>
/// <param name="Before">Choices in the altered space; null where they are not known.</param>
/// <param name="ProposedSteps">What the altered rule says; null where too little was measured.</param>
/// <param name="AppliedSteps">What the altered bounds leave of it.</param>
/// <param name="Reasoning">The altered rule's words, or why there are none.</param>
/// <param name="Same">Whether applied steps and choices are as recorded; what was proposed may differ and come to the same.</param>
public sealed record DimensionReplay(
    int Iteration, string Dimension, IReadOnlyList<double> RecordedBefore, int RecordedProposedSteps, int RecordedSteps, IReadOnlyList<double> RecordedAfter,
    IReadOnlyList<double>? Before, int? ProposedSteps, int? AppliedSteps, IReadOnlyList<double>? After, Reach Reach, string Reasoning, bool Same);

/// <summary>A campaign's recorded evolution beside the one that altered settings would have given.</summary>
/// <param name="Label">What was altered; empty where nothing was.</param>
/// <param name="FirstDifferentMove">The first iteration in which any dimension moves otherwise; null where none does.</param>
/// <param name="FirstDifferentSpace">The first iteration whose space is another: from there on recorded measurements are not the altered campaign's.</param>
/// <param name="End">Where the altered evolution ends before the recorded one does; empty otherwise.</param>
/// <param name="Verification">Of a replay without alterations: every other decision made again too.</param>
public sealed record ReplayDocument(
    string Name, string Label, int? FirstDifferentMove, int? FirstDifferentSpace, string End, IReadOnlyList<DimensionReplay> Dimensions,
    VerificationDocument? Verification)
{
    /// <summary>Moves exactly as recorded.</summary>
    public int SameMoves => Dimensions.Count(it => it.Same);
}

/// <summary>One campaign under several rules.</summary>
public sealed record ReplayComparison(string Name, IReadOnlyList<ReplayDocument> Replays)
{
    /// <summary>Replays a campaign under each rule of a list.</summary>
    /// <param name="common">Alterations that all of them share.</param>
    /// <param name="rules"><c>linear-floor,significant:z=2,theil-sen</c>: names, each with thresholds of its own after colons.</param>
    /// <exception cref="BadInputException">The list has another form.</exception>
    /// <exception cref="Settings.ConfigurationException">There is no such rule, or a threshold is wrong.</exception>
    public static ReplayComparison Of(CampaignHistory recorded, Alteration common, string rules, EtErrorPart part)
    {
        if (common.Options.Any(option => SettingLayer.Split(option).Key == "evolution.rule"))
            throw new BadInputException($"--compare {rules}: no other rule can be named besides");
        return new(recorded.Name, [.. rules.Split(',')
            .Select(rule => new CampaignReplay(recorded, new Alteration([.. common.Options, .. Options(rule, rules)]), part).Run(rule.Trim()))]);
    }

    private static IEnumerable<string> Options(string rule, string rules)
    {
        var parts = rule.Split(':', StringSplitOptions.TrimEntries);
        if (parts.Any(part => part.Length == 0) || parts.Skip(1).Any(part => part.Split('=') is not { Length: 2 }))
            throw new BadInputException($"--compare {rules}: '{rule}' is not of the form name:threshold=value, as in significant:z=2");
        return parts.Skip(1).Select(part => "evolution." + part).Prepend("evolution.rule=" + parts[0]);
    }
}
