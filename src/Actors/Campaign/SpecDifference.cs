using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Campaign;

/// <summary>Says in a user's words where two specifications differ.</summary>
public static class SpecDifference
{
    private static readonly (string Path, string Key)[] Renamed =
    [
        ("initial_space", "space"), ("limit.", ""), ("evolution.rule.name", "evolution.rule"), ("evolution.rule.", "evolution."),
        ("evolution.maximum_steps", "evolution.max_steps"),
        ("data.fitting.shorter_side", "data.resize_shorter_side"), ("data.fitting.interpolation", "data.interpolation"), ("data.fitting", "data.fit"),
    ];

    /// <summary>One line a key that differs, e.g. <c>training.steps: 700 in the journal, 800 now</c>; empty for equal specifications.</summary>
    /// <param name="there">Where the first stands, in words.</param>
    /// <param name="here">The same of the second.</param>
    public static IReadOnlyList<string> Between(CampaignSpec journalled, CampaignSpec given, string there = "in the journal", string here = "now")
    {
        var (before, after) = (Flatten(journalled), Flatten(given));
        return [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
            .Select(key => $"{key}: {before.GetValueOrDefault(key, "nothing")} {there}, {after.GetValueOrDefault(key, "nothing")} {here}")];
    }

    /// <summary>The same of two campaigns, and a line for other images.</summary>
    internal static IReadOnlyList<string> Between(CampaignCreated journalled, CampaignState.Create given) =>
    [
        .. journalled.SpecDigest == given.SpecDigest ? [] : Between(journalled.Spec, given.Spec),
        .. journalled.DatasetDigest == given.DatasetDigest ? (string[])[]
            : [$"data: images with digest {journalled.DatasetDigest[..12]}... in the journal, {given.DatasetDigest[..12]}... now"],
    ];

    private static Dictionary<string, string> Flatten(CampaignSpec spec)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten("", spec, values);
        return values;
    }

    private static void Flatten(string path, object? value, Dictionary<string, string> values)
    {
        switch (value)
        {
            case SearchSpace space:
                foreach (var dimension in space.Dimensions) Flatten($"{path}.{dimension.Id}", dimension, values);
                break;
            case SearchDimension dimension:
                values[KeyOf(path)] = string.Create(CultureInfo.InvariantCulture,
                    $"{Text(dimension.Choices)} by {dimension.Gamma} in [{dimension.Minimum}, {dimension.Maximum}]");
                break;
            case IReadOnlyDictionary<string, RuleSpec> rules:
                foreach (var (name, rule) in rules) Flatten($"{path}.{name}", rule, values);
                break;
            case null or string or IConvertible or IEnumerable:
                values[KeyOf(path)] = Text(value);
                break;
            default:
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    Flatten(path.Length == 0 ? Snake(property.Name) : $"{path}.{Snake(property.Name)}", property.GetValue(value), values);
                if (value is NetworkSkeleton { HeadDim: null }) values[$"{path}.{Snake(nameof(NetworkSkeleton.HeadDim))}"] = "free";
                if (value is TrainingSpec { Repeats: null }) values[$"{path}.{Snake(nameof(TrainingSpec.Repeats))}"] = "1";
                if (value is MeasurementSpec { Replicates: null }) values[$"{path}.{Snake(nameof(MeasurementSpec.Replicates))}"] = "1";
                if (value is SearchSpec search) JoinControl(path, search, values);
                break;
        }
    }

    /// <summary>What the specification holds in two places is one setting.</summary>
    private static void JoinControl(string path, SearchSpec search, Dictionary<string, string> values)
    {
        values.Remove($"{path}.{Snake(nameof(SearchSpec.ControlBudget))}");
        values[$"{path}.{Snake(nameof(SearchSpec.Control))}"] = ControlSearches.Word(search);
    }

    private static string Text(object? value) => value switch
    {
        null => "off",
        string text => text,
        bool yes => yes ? "true" : "false",
        IEnumerable many => $"[{string.Join(", ", many.Cast<object>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string KeyOf(string path)
    {
        if (path == Snake(nameof(CampaignSpec.UniformBlocks))) return "space.blocks";
        if (!path.Contains('.', StringComparison.Ordinal)) return $"campaign.{path}";
        return Renamed.Aggregate(path, (key, it) => key.Replace(it.Path, it.Key, StringComparison.Ordinal));
    }

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
