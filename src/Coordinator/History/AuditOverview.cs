using S3Actors.Coordinator.Output;
using static System.FormattableString;

namespace S3Actors.Coordinator.History;

/// <summary>One dimension in one iteration, at a glance.</summary>
/// <param name="Slope">The slope with its standard error, percentage points of Q a step; <c>-</c> where none was fitted.</param>
/// <param name="ProposedSteps">What the rule said; null before it did.</param>
/// <param name="AppliedSteps">What the space made of it; null before it did.</param>
/// <param name="Outcome">grew, shrank, not significant, held by the ceiling, held by its bounds or frozen; <c>open</c> while it is.</param>
public sealed record OverviewCell(string Slope, int? ProposedSteps, int? AppliedSteps, string Outcome)
{
    /// <summary>The outcome with the steps: <c>grew +2</c>, <c>held by the ceiling (+2)</c>.</summary>
    public string Move => (AppliedSteps, ProposedSteps) switch
    {
        ( { } applied and not 0, _) => Invariant($"{Outcome} {applied:+0;-0}"),
        (0, { } proposed and not 0) => Invariant($"{Outcome} ({proposed:+0;-0})"),
        _ => Outcome,
    };

    /// <summary>The outcome's first word: <c>grew</c>, <c>shrank</c>, <c>not</c>, <c>held</c>, <c>frozen</c>, <c>open</c>.</summary>
    public string Kind => Outcome.Split(' ')[0];
}

/// <summary>A dimension over the iterations.</summary>
/// <param name="Cells">By iteration; null where nothing was measured.</param>
public sealed record OverviewRow(string Dimension, IReadOnlyList<OverviewCell?> Cells);

/// <summary>All decisions on one screen: dimension by iteration.</summary>
public sealed record AuditOverview(string Name, IReadOnlyList<int> Iterations, IReadOnlyList<OverviewRow> Rows)
{
    /// <summary>Takes it from an audit.</summary>
    public static AuditOverview Of(AuditDocument audit)
    {
        var iterations = audit.Iterations.Select(it => it.Iteration).ToList();
        return new AuditOverview(audit.Name, iterations, [.. audit.Dimensions.GroupBy(it => it.Dimension).Select(dimension =>
            new OverviewRow(dimension.Key, [.. iterations.Select(i => dimension.FirstOrDefault(it => it.Iteration == i) is { } it ? CellOf(it) : null)]))]);
    }

    /// <summary>For a terminal.</summary>
    public string ToText()
    {
        if (Rows.Count == 0) return "nothing is measured yet";
        var table = new TextTable(["dimension", .. Iterations.SelectMany(i => new[] { Invariant($"iteration {i}"), "slope" })]) { LeftAligned = Enumerable.Range(0, 1 + 2 * Iterations.Count).ToHashSet() };
        foreach (var row in Rows) table.Add([row.Dimension, .. row.Cells.SelectMany(it => it is null ? ["-", "-"] : new[] { it.Move, it.Slope })]);
        return table.ToText() + "slopes with one standard error, percentage points of Q a step; steps in brackets were proposed and not applied\n";
    }

    private static OverviewCell CellOf(DimensionAudit it) => new(
        double.IsNaN(it.SlopePoints) ? "-" : $"{NumberText.Points(it.SlopePoints)} +- {NumberText.Error(it.SlopeStandardErrorPoints)}", it.ProposedSteps, it.AppliedSteps, it.Outcome ?? "open");
}
