using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.Report;

/// <summary>The report as people read it on a terminal.</summary>
public static class ReportText
{
    private const int MostClasses = 20;

    /// <summary>Writes it out.</summary>
    public static string Of(ReportDocument report)
    {
        var text = new StringBuilder();
        var status = report.Status;
        text.Append(CultureInfo.InvariantCulture,
            $"Campaign {status.Name}: {status.State}{(status.Interrupted ? " (interrupted)" : "")}, seed {report.Seed}\n");
        if (status.Reason is not null) text.Append(CultureInfo.InvariantCulture, $"  {status.Reason}\n");
        if (status.Tags.Count > 0) text.Append(CultureInfo.InvariantCulture, $"  tags: {string.Join(", ", status.Tags)}\n");
        foreach (var remark in status.Notes) text.Append(CultureInfo.InvariantCulture, $"  {remark.ToLine()}\n");
        text.Append('\n').Append(Space(report)).Append('\n').Append(Iterations(report)).Append('\n');
        if (report.EvolutionEnded is not null) text.Append(CultureInfo.InvariantCulture, $"The evolution ended: {report.EvolutionEnded}.\n\n");
        if (report.Winners.Count > 0) text.Append(Winners(report)).Append('\n');
        text.Append(Guidelines(report)).Append('\n').Append(Effort(report));
        if (report.Classes is { } classes) text.Append(
            CultureInfo.InvariantCulture,
            $"Classes in the order of the scores: {string.Join(", ", classes.Take(MostClasses))}{(classes.Count > MostClasses ? ", ..." : "")}\n");
        return text.ToString();
    }

    private static string Space(ReportDocument report)
    {
        var spaces = report.Space[0].ChoicesByIteration.Count;
        var table = new TextTable(["dimension", "initial", .. Enumerable.Range(1, spaces - 1).Select(i => $"after {i}")])
        {
            LeftAligned = Enumerable.Range(0, spaces + 1).ToHashSet(),
        };
        foreach (var d in report.Space)
            table.Add([d.Dimension,
                .. d.ChoicesByIteration.Select(
                (choices, i) => i > 0 && choices.SequenceEqual(d.ChoicesByIteration[i - 1]) ? "=" : NumberText.Choices(choices))]);
        return "Evolution of the space\n" + table.ToText(indent: 2);
    }

    private static string Iterations(ReportDocument report)
    {
        var table = new TextTable("iteration", "mean Q %", "best Q %", "log10 |A|", "mean MMACs", "supernet params", "loss largest", "smallest", "dimensions")
            { LeftAligned = new HashSet<int> { 0, 8 } };
        foreach (var i in report.Iterations)
            table.Add(Whole(i.Iteration), NumberText.Percent(i.MeanQ), NumberText.Percent(i.BestQ), i.Log10Size.ToString("0.00", CultureInfo.InvariantCulture),
                NumberText.Millions(i.MeanMacs), Whole(i.SupernetParameters), Loss(i.LargestLoss), Loss(i.SmallestLoss), i.Outcomes.Count > 0
                    ? MoveInWords.Line(i.Outcomes) : "-");
        return "Iterations (Q: E-T error, over every choice of every dimension)\n" + table.ToText(indent: 2);
    }

    private static string Winners(ReportDocument report)
    {
        var table = new TextTable(["", .. report.Winners.Select(w => w.Heading)]);
        void Row(string label, Func<WinnerReport, string> value) => table.Add([label, .. report.Winners.Select(value)]);
        Row("test error %", w => w.Test.ToText());
        Row("report-validation error %", w => w.ReportValidation.ToText());
        Row("search-validation error %", w => NumberText.Percent(w.SearchValidation.Percent / 100));
        Row("MMACs an image", w => NumberText.Millions(w.MacsPerImage));
        Row("parameters", w => Whole(w.ParameterCount));
        Row("supernet", w => w.Supernet);
        var text = "Winners (inherited weights unless retrained; 95 % confidence)\n" + table.ToText(indent: 2);
        return text + string.Concat(report.Winners.Where(w => SupernetNames.RetrainedSearch(w.Search) is null)
            .Select(w => $"  {w.Search}: {w.Architecture}\n"));
    }

    private static string Guidelines(ReportDocument report)
    {
        var table = new TextTable("", "", "") { LeftAligned = new HashSet<int> { 0, 1, 2 } };
        foreach (var it in report.Guidelines) table.Add(Whole(it.Number), it.Guideline, it.Verdict);
        return "The paper's design guidelines on this campaign's data (report.html says how each is tested)" + table.ToText(indent: 2) + "  "
            + report.ErrorsCover + "\n";
    }

    private static string Effort(ReportDocument report)
    {
        var effort = report.Effort;
        var phases = string.Join(
            ", ", effort.SecondsByPhase.OrderByDescending(p => p.Value).Where(p => p.Value >= 0.5).Select(p => $"{p.Key} {NumberText.Duration(p.Value)}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"Effort: {NumberText.Duration(effort.SecondsInAll)} in {effort.Sessions} session(s) ({phases}); {effort.OptimizerSteps} optimizer steps, {effort.SubnetsEvaluated} subnets evaluated\n"
            + $"On {effort.Hardware}; s3actors {effort.ProductVersion}; {string.Join(", ", report.Libraries.Select(l => $"{l.Key} {l.Value}"))}\n");
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Loss(double loss) => double.IsNaN(loss) ? "-" : loss.ToString("0.000", CultureInfo.InvariantCulture);
}
