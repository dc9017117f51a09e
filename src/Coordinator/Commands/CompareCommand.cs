using System.CommandLine;
using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.WhatIf;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>compare A B</c>: spaces, E-T errors, winners and cost of two campaigns side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var a = new Argument<string>("A") { Description = "A campaign." };
        var b = new Argument<string>("B") { Description = "Another, e.g. its fork." };
        var command = new Command("compare", "Put two campaigns side by side.") { a, b };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var views = new[] { a, b }.Select(it => CampaignHistory.ReadDecisions(invocation.Existing(parsed.GetValue(it)!))).ToList();
            invocation.Print(ComparisonDocument.Of(views[0], views[1]), Text);
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(ComparisonDocument comparison)
    {
        var (a, b) = (comparison.A, comparison.B);
        var text = new StringBuilder();
        foreach (var it in new[] { a, b }.Where(it => it.Ancestry.Count > 0)) text.Append(CultureInfo.InvariantCulture, $"{it.Name} is a fork of {string.Join(", of ", it.Ancestry)}\n");
        foreach (var it in comparison.Settings) text.Append(CultureInfo.InvariantCulture, $"  {it}\n");
        text.Append(Spaces(comparison)).Append(Measures(a, b));
        return text.ToString();
    }

    private static string Spaces(ComparisonDocument comparison)
    {
        var (a, b) = (comparison.A, comparison.B);
        var last = Math.Max(a.MeanQByIteration.Count, b.MeanQByIteration.Count);
        var table = new TextTable("", "dimension", a.Name, b.Name) { LeftAligned = new HashSet<int> { 0, 1, 2, 3 } };
        foreach (var it in comparison.Spaces.Where(it => !it.Same))
            table.Add(it.Iteration > last ? "at the end" : string.Create(CultureInfo.InvariantCulture, $"iteration {it.Iteration}"), it.Dimension, Choices(it.A), Choices(it.B));
        var beginning = comparison.FirstDifferentSpace is { } t ? string.Create(CultureInfo.InvariantCulture, $"Spaces, where they differ: from iteration {t} on\n")
            : "The spaces of all iterations that both began are the same\n";
        return comparison.Spaces.All(it => it.Same) ? beginning : beginning + table.ToText(indent: 2);
    }

    private static string Measures(ComparedCampaign a, ComparedCampaign b)
    {
        var table = new TextTable("", a.Name, b.Name);
        for (var i = 0; i < Math.Max(a.MeanQByIteration.Count, b.MeanQByIteration.Count); i++)
            table.Add(string.Create(CultureInfo.InvariantCulture, $"mean Q % of iteration {i + 1}"), MeanQ(a, i), MeanQ(b, i));
        foreach (var search in a.Winners.Concat(b.Winners).Select(it => it.Search).Distinct())
        {
            var (x, y) = (a.Winners.FirstOrDefault(it => it.Search == search), b.Winners.FirstOrDefault(it => it.Search == search));
            void Row(string label, Func<WinnerReport, string> value) => table.Add($"{search}: {label}", x is null ? "-" : value(x), y is null ? "-" : value(y));
            Row("test error %", it => it.Test.ToText());
            Row("report-validation error %", it => it.ReportValidation.ToText());
            Row("MMACs an image", it => NumberText.Millions(it.MacsPerImage));
            Row("parameters", it => it.ParameterCount.ToString(CultureInfo.InvariantCulture));
        }
        table.Add("subnets evaluated", a.SubnetsEvaluated.ToString(CultureInfo.InvariantCulture), b.SubnetsEvaluated.ToString(CultureInfo.InvariantCulture));
        table.Add("own working time", NumberText.Duration(a.SecondsInAll), NumberText.Duration(b.SecondsInAll));
        return table.ToText();
    }

    private static string MeanQ(ComparedCampaign it, int i) => i < it.MeanQByIteration.Count && it.MeanQByIteration[i] is { } q ? NumberText.Percent(q) : "-";

    private static string Choices(IReadOnlyList<double>? choices) => choices is null ? "-" : NumberText.Choices(choices);
}
