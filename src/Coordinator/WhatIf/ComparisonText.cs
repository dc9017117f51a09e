using System.Globalization;
using System.Text;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report;
using static System.FormattableString;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>A comparison as people read it, and as tables do.</summary>
internal static class ComparisonText
{
    /// <summary>For a terminal.</summary>
    public static string Of(ComparisonDocument comparison)
    {
        var text = new StringBuilder();
        foreach (var it in comparison.Campaigns.Where(it => it.Ancestry.Count > 0))
            text.Append(CultureInfo.InvariantCulture, $"{it.Name} is a fork of {string.Join(", of ", it.Ancestry)}\n");
        foreach (var it in comparison.Settings) text.Append(CultureInfo.InvariantCulture, $"  {it}\n");
        return text.Append(Spaces(comparison)).Append(Measures(comparison.Campaigns)).ToString();
    }

    /// <summary>Comma-separated: a line for each winner, or one without a winner; errors in percent, empty where there is none.</summary>
    public static string ToCsv(ComparisonDocument comparison)
    {
        var text = new StringBuilder("campaign,iterations,mean_q_first,mean_q_last,search,test_error,test_lower,test_upper,report_validation_error,macs_per_image,parameters,subnets_evaluated,seconds\n");
        foreach (var it in comparison.Campaigns)
        foreach (var winner in it.Winners.DefaultIfEmpty())
            text.Append(CultureInfo.InvariantCulture, $"{it.Name},{it.MeanQByIteration.Count},{Percent(it.MeanQByIteration.FirstOrDefault())},{Percent(it.MeanQByIteration.LastOrDefault(q => q is not null))},{winner?.Search},")
                .Append(CultureInfo.InvariantCulture, $"{winner?.Test.Percent},{winner?.Test.LowerPercent},{winner?.Test.UpperPercent},{winner?.ReportValidation.Percent},{winner?.MacsPerImage},{winner?.ParameterCount},{it.SubnetsEvaluated},{it.SecondsInAll:0.0}\n");
        return text.ToString();
    }

    private static string Spaces(ComparisonDocument comparison)
    {
        var last = comparison.Campaigns.Max(it => it.MeanQByIteration.Count);
        var table = new TextTable(
            ["", "dimension", .. comparison.Campaigns.Select(it => it.Name)]) { LeftAligned = Enumerable.Range(0, 2 + comparison.Campaigns.Count).ToHashSet() };
        foreach (var it in comparison.Spaces.Where(it => !it.Same))
            table.Add([it.Iteration > last ? "at the end" : Invariant($"iteration {it.Iteration}"), it.Dimension, .. it.Choices.Select(Choices)]);
        var beginning = comparison.FirstDifferentSpace is { } t ? Invariant($"Spaces, where they differ: from iteration {t} on\n")
            : "The spaces of all iterations that all began are the same\n";
        return comparison.Spaces.All(it => it.Same) ? beginning : beginning + table.ToText(indent: 2);
    }

    private static string Measures(IReadOnlyList<ComparedCampaign> campaigns)
    {
        var table = new TextTable(["", .. campaigns.Select(it => it.Name)]);
        void Row(string label, Func<ComparedCampaign, string?> value) => table.Add([label, .. campaigns.Select(it => value(it) ?? "-")]);
        for (var i = 0; i < campaigns.Max(it => it.MeanQByIteration.Count); i++)
        {
            var iteration = i;
            Row(Invariant($"mean Q % of iteration {i + 1}"),
                it => iteration < it.MeanQByIteration.Count && it.MeanQByIteration[iteration] is { } q ? NumberText.Percent(q) : null);
        }
        foreach (var search in campaigns.SelectMany(it => it.Winners).Select(it => it.Search).Distinct())
        {
            Winner("test error %", it => it.Test.ToText());
            Winner("report-validation error %", it => it.ReportValidation.ToText());
            Winner("MMACs an image", it => NumberText.Millions(it.MacsPerImage));
            Winner("parameters", it => it.ParameterCount.ToString(CultureInfo.InvariantCulture));

            void Winner(string label, Func<WinnerReport, string> value) =>
                Row($"{search}: {label}", campaign => campaign.Winners.FirstOrDefault(it => it.Search == search) is { } winner ? value(winner) : null);
        }
        Row("subnets evaluated", it => it.SubnetsEvaluated.ToString(CultureInfo.InvariantCulture));
        Row("own working time", it => NumberText.Duration(it.SecondsInAll));
        return table.ToText();
    }

    private static string Percent(double? fraction) => fraction is { } it ? (100 * it).ToString("0.####", CultureInfo.InvariantCulture) : "";

    private static string Choices(IReadOnlyList<double>? choices) => choices is null ? "-" : NumberText.Choices(choices);
}
