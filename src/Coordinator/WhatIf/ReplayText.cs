using System.Globalization;
using System.Text;
using S3Actors.Coordinator.Output;
using static System.FormattableString;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>Replays as people read them.</summary>
internal static class ReplayText
{
    private const string Legend = "reach: measured = the altered campaign's own measurement; borrowed = measured in a space that differs elsewhere; partial = so, and not all choices; unknown\n";

    /// <summary>One replay: recorded move against altered move.</summary>
    public static string Of(ReplayDocument replay)
    {
        if (replay.Dimensions.Count == 0) return "no iteration's evolution is recorded yet";
        var text = new StringBuilder();
        foreach (var iteration in replay.Dimensions.GroupBy(it => it.Iteration))
        {
            text.Append(CultureInfo.InvariantCulture, $"iteration {iteration.Key}\n");
            var table = new TextTable("dimension", "recorded", "", "replayed", "", "reach", "why") { LeftAligned = Enumerable.Range(0, 7).ToHashSet() };
            foreach (var it in iteration)
                table.Add(it.Dimension, Steps(it.RecordedSteps), NumberText.Choices(it.RecordedAfter),
                    it.AppliedSteps is { } steps ? Steps(steps) + (it.Same ? "" : " *") : "?",
                    it.After is { } after ? NumberText.Choices(after) : "?", it.Reach.ToString().ToLowerInvariant(), it.Reasoning);
            text.Append(table.ToText(indent: 2)).Append('\n');
        }
        text.Append(Summary(replay));
        if (replay.Dimensions.Any(it => it.Reach != Reach.Measured)) text.Append(Legend);
        if (replay.Verification is { } verification) text.Append(verification.ToText());
        return text.ToString();
    }

    /// <summary>Several replays side by side: steps applied.</summary>
    public static string Of(ReplayComparison comparison)
    {
        var replays = comparison.Replays;
        var first = replays.MaxBy(it => it.Dimensions.Count)!;
        if (first.Dimensions.Count == 0) return "no iteration's evolution is recorded yet";
        var table = new TextTable(["iteration", "dimension", "recorded", .. replays.Select(it => it.Label)]) { LeftAligned = new HashSet<int> { 0, 1 } };
        foreach (var row in first.Dimensions)
            table.Add([row.Iteration.ToString(CultureInfo.InvariantCulture), row.Dimension, Steps(row.RecordedSteps),
                .. replays.Select(it => Cell(it.Dimensions.FirstOrDefault(d => d.Iteration == row.Iteration && d.Dimension == row.Dimension)))]);
        table.Add(["", "moves as recorded", "", .. replays.Select(it => Invariant($"{it.SameMoves} of {it.Dimensions.Count}"))]);
        table.Add(["", "another space from iteration", "", .. replays.Select(it => it.FirstDifferentSpace is { } t ? Invariant($"{t}") : "-")]);
        var text = table.ToText()
            + "~ borrowed or partly measured: the altered space had left the recorded one; ? unknown; . the altered evolution had ended\n";
        return text + string.Concat(replays.Where(it => it.End.Length > 0).Select(it => $"{it.Label}: {it.End}\n"));
    }

    /// <summary>A sweep: the intervals of the threshold, and what is decided in each.</summary>
    public static string Of(SweepDocument sweep)
    {
        if (sweep.Dimensions.Count == 0) return "no iteration's evolution is recorded yet";
        var table = new TextTable("iteration", "dimension", "recorded",
            Invariant($"steps for {sweep.Key} from {sweep.From} to {sweep.To}")) { LeftAligned = new HashSet<int> { 1, 3 } };
        foreach (var it in sweep.Dimensions)
            table.Add(it.Iteration.ToString(CultureInfo.InvariantCulture), it.Dimension, Steps(it.RecordedSteps),
                it.Intervals.Count == 0 ? "?" : Intervals(it));
        var flips = sweep.Dimensions.Sum(it => Math.Max(0, it.Intervals.Count - 1));
        return table.ToText() + Invariant($"{flips} flip(s); every decision on its own recorded measurements, within max_steps and its own bounds\n");
    }

    private static string Intervals(DimensionSweep sweep) => string.Join("  ", sweep.Intervals.Select((it, i) =>
        i == sweep.Intervals.Count - 1 ? Steps(it.Steps) : Invariant($"{Steps(it.Steps)} | {it.To:0.####} |")));

    private static string Summary(ReplayDocument replay)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{replay.SameMoves} of {replay.Dimensions.Count} moves are as recorded\n");
        if (replay.FirstDifferentMove is { } move) text.Append(CultureInfo.InvariantCulture, $"the first other move is in iteration {move} (marked *)\n");
        if (replay.FirstDifferentSpace is { } space)
            text.Append(CultureInfo.InvariantCulture, $"from iteration {space} on the space is another one: its measurements were not made, and recorded ones are used only where they cover a choice\n");
        if (replay.End.Length > 0) text.Append(replay.End).Append('\n');
        return text.ToString();
    }

    private static string Cell(DimensionReplay? it) =>
        it is null ? "." : it.AppliedSteps is not { } steps ? "?" : Steps(steps) + (it.Reach == Reach.Measured ? "" : "~");

    private static string Steps(int steps) => steps.ToString("+0;-0;0", CultureInfo.InvariantCulture);
}
