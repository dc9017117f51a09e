using System.Globalization;
using System.Text;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.History;

/// <summary>An audit as people read it, and as tables do.</summary>
internal static class AuditText
{
    private static readonly string[] Columns =
    [
        "iteration", "dimension", "choice", "qe", "qt", "q", "qe_standard_error", "qt_standard_error", "q_standard_error", "subnets", "top_k",
        "event_number", "slope_points", "slope_standard_error_points", "intercept_points", "rule", "rule_version", "proposed_steps", "applied_steps",
        "before", "after", "reasoning", "constraint", "outcome", "errors_cover", "checkpoint_sha256", "product_version", "decided_by",
    ];

    /// <summary>For a terminal.</summary>
    public static string Of(AuditDocument document)
    {
        if (document.Dimensions.Count == 0) return "nothing is measured yet";
        var text = new StringBuilder();
        foreach (var iteration in document.Iterations)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"iteration {iteration.Iteration}: log10 size {iteration.Log10Size:0.00}, mean {NumberText.Millions(iteration.MeanMacs)} MMACs");
            if (iteration.CheckpointFile is { } file)
                text.Append(CultureInfo.InvariantCulture, $"; measured on checkpoints/{file} (SHA-256 {iteration.CheckpointSha256})");
            if (iteration.ProductVersion is { } version) text.Append(CultureInfo.InvariantCulture, $"; decided by s3actors {version}");
            if (iteration.TrainedBy is { } trainer) text.Append(CultureInfo.InvariantCulture, $"; weights inherited from '{trainer}'");
            if (iteration.DecidedBy is { } decider) text.Append(CultureInfo.InvariantCulture, $"; decision inherited from '{decider}'");
            text.Append("\n\n");
            foreach (var dimension in document.Dimensions.Where(d => d.Iteration == iteration.Iteration)) Append(text, dimension);
        }
        return text.ToString();
    }

    /// <summary>One dimension in one iteration.</summary>
    public static string Of(DimensionAudit dimension)
    {
        var text = new StringBuilder();
        Append(text, dimension);
        return text.ToString().TrimEnd();
    }

    /// <summary>Comma-separated, a line for each choice; numbers as they are, empty where there is none.</summary>
    public static string ToCsv(AuditDocument document)
    {
        var text = new StringBuilder(string.Join(',', Columns)).Append('\n');
        foreach (var d in document.Dimensions)
        foreach (var c in d.Choices)
        {
            var iteration = document.Iterations.First(it => it.Iteration == d.Iteration);
            object?[] cells =
            [
                d.Iteration, d.Dimension, c.Choice, c.Qe, c.Qt, c.Q, c.QeStandardError, c.QtStandardError, c.QStandardError, c.Subnets, c.TopK,
                c.EventNumber, d.SlopePoints, d.SlopeStandardErrorPoints, d.InterceptPoints, d.Rule, d.RuleVersion, d.ProposedSteps, d.AppliedSteps,
                NumberText.Choices(d.Before), NumberText.Choices(d.After), d.Reasoning, d.Constraint, d.Outcome, d.ErrorsCover, iteration.CheckpointSha256,
                iteration.ProductVersion, iteration.DecidedBy,
            ];
            text.Append(string.Join(',', cells.Select(Cell))).Append('\n');
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, DimensionAudit d)
    {
        text.Append(CultureInfo.InvariantCulture, $"iteration {d.Iteration}  {d.Dimension}  {NumberText.Choices(d.Before)} -> {NumberText.Choices(d.After)}\n");
        var table = new TextTable("choice", "Qe %", "+-", "Qt %", "+-", "Q %", "+-", "line %", "n", "k", "event");
        foreach (var (c, j) in d.Choices.Select((c, j) => (c, j)))
            table.Add(SearchDimension.Format(c.Choice), NumberText.Percent(c.Qe), NumberText.Percent(c.QeStandardError), NumberText.Percent(c.Qt),
                NumberText.Percent(c.QtStandardError),
                NumberText.Percent(c.Q), NumberText.Percent(c.QStandardError),
                NumberText.Percent((d.InterceptPoints + (double.IsNaN(d.SlopePoints) ? 0 : j * d.SlopePoints)) / 100),
                c.Subnets.ToString(CultureInfo.InvariantCulture), c.TopK.ToString(CultureInfo.InvariantCulture), $"#{c.EventNumber}");
        text.Append(table.ToText(indent: 2));
        if (d.ProposedSteps is { } proposed)
        {
            text.Append(CultureInfo.InvariantCulture, $"  slope {NumberText.Points(d.SlopePoints)} +- {NumberText.Error(d.SlopeStandardErrorPoints)} points a step; {d.Rule} (version {d.RuleVersion}) proposed {proposed:+0;-0;0}, event #{d.EventNumber}\n  {d.ErrorsCover}\n");
            text.Append(CultureInfo.InvariantCulture, $"  {d.Reasoning}\n");
        }
        if (d.AppliedSteps is { } applied)
            text.Append(CultureInfo.InvariantCulture,
                $"  {d.Outcome}: applied {applied:+0;-0;0}, event #{d.SpaceEventNumber}{(d.Constraint.Length > 0 ? ": " + d.Constraint : "")}\n");
        text.Append('\n');
    }

    private static string Cell(object? value)
    {
        var text = value is double number ? double.IsNaN(number) ? "" : number.ToString("R", CultureInfo.InvariantCulture)
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
