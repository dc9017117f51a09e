using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting.Progress;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Events;
using S3Actors.Models.Evolution;
using static System.FormattableString;

namespace S3Actors.Coordinator.Board;

/// <summary>A campaign at work as <c>run</c> shows it.</summary>
/// <param name="Phase">What is done now; null before the first work.</param>
/// <param name="Pace">The same, or the part of it that tells how fast it goes.</param>
/// <param name="Status">Where the campaign stands by its journal; null before it was read.</param>
/// <param name="Evolved">The last iteration whose space has moved; null before the first.</param>
public sealed record RunView(string Campaign, PhaseWatch? Phase, PhaseWatch? Pace, CampaignStatus? Status, IterationView? Evolved);

/// <summary>The table of <c>run</c>: what is done, how far and how well it goes, how the space moved last, the best so far. It fits the terminal.</summary>
public static class RunTable
{
    private const int BarCells = 20, LeastRows = 6, WideEnoughForChoices = 72;
    private const string Gap = "   ";

    /// <summary>Its lines, none wider than the terminal; each ended by a line feed.</summary>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="colour">Whether moves are coloured.</param>
    public static string Of(RunView view, int width, int rows, bool colour)
    {
        var lines = new List<string>();
        void Parts(params IEnumerable<string?> parts) => lines.AddRange(Wrapped(parts.OfType<string>(), width - 1));

        var (status, phase) = (view.Status, view.Phase);
        Parts(view.Campaign, status is { Iterations: > 0 } at ? Invariant($"iteration {at.Iteration} of {at.Iterations}") : null,
            status?.SecondsLeft is { } all ? $"about {NumberText.Duration(all)} of work left" : null);
        if (phase is not null)
        {
            var it = phase.Latest;
            var pace = view.Pace is { } part && PhaseWatches.WholeOf(part.Latest) == it.Subject ? part : phase;
            Parts($"{it.Phase.ToString().ToLowerInvariant()} {it.Subject}", Bar(it.Done, it.Total), Invariant($"{it.Unit} {it.Done} of {it.Total}"),
                phase.IsDone ? null : pace.ImagesPerSecond is { } rate ? Invariant($"{rate:0} images/s") : null,
                phase.SecondsLeft is { } left ? $"{NumberText.Duration(left)} left" : null);
            if (it.Step is { } step) Parts(Invariant($"loss {step.LargestLoss:0.000} largest"),
                double.IsNaN(step.RandomLoss) ? null : Invariant($"{step.RandomLoss:0.000} random"), Invariant($"{step.SmallestLoss:0.000} smallest"),
                Invariant($"gradient norm {step.GradientNorm:0.00}"), Invariant($"learning rate {step.LearningRate:0.00e0}"),
                step.WaitShare is { } wait ? Invariant($"{100 * wait:0.0} % waiting for images") : null, step.PeakShare is { } share ? Invariant($"{100 * share:0} % of the peak") : null);
        }
        if (status?.Best is { } best) Parts(Invariant($"best so far {best.SearchValidationErrorPercent:0.00} % search-validation error"),
            best.MacsPerImage is { } macs ? Invariant($"{macs / 1e6:0.000} MMACs") : null);
        if (view.Evolved is { } evolved) lines.AddRange(Moves(evolved, width - 1, rows - lines.Count - 2, colour));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    /// <summary>The dimensions of an iteration, each with its best choice's E-T error and what became of it; where there is no room for all, those that stayed are counted.</summary>
    private static IEnumerable<string> Moves(IterationView iteration, int width, int rows, bool colour)
    {
        var all = iteration.Dimensions.Where(it => it.Move is not null).ToList();
        yield return Cut(Invariant($"iteration {iteration.Started.Iteration}: E-T error of each dimension's best choice, and its move"), width);
        IReadOnlyList<DimensionView> shown = all.Count <= rows ? all : [.. all.Where(it => it.Move!.ProposedSteps != 0 || it.Move.AppliedSteps != 0).Take(Math.Max(rows - 1, LeastRows))];
        var names = shown.Select(it => it.Id.ToString().Length).DefaultIfEmpty(0).Max();
        var choices = width >= WideEnoughForChoices ? shown.Select(it => Choices(it.Move!).Length).DefaultIfEmpty(0).Max() : 0;
        foreach (var it in shown)
        {
            var word = MoveInWords.Of(it.Move!, it.Proposal?.Event);
            var text = new StringBuilder().Append("  ").Append(it.Id.ToString().PadRight(names)).Append("  ").Append(Error(it).PadLeft(7));
            if (choices > 0) text.Append("  ").Append(Choices(it.Move!).PadRight(choices));
            yield return Coloured(Cut($"{text}  {Arrow(it.Move!)} {word}", width), word, colour);
        }
        if (shown.Count < all.Count) yield return Cut("  and " + MoveInWords.Line(MoveInWords.Count(all.Except(shown).Select(it => (it.Move!, it.Proposal?.Event)))), width);
    }

    private static string Error(DimensionView dimension)
    {
        var errors = dimension.Errors.Select(it => it.Event.Error.Q).Where(q => !double.IsNaN(q)).ToList();
        return errors.Count == 0 ? "-" : NumberText.Percent(errors.Min()) + " %";
    }

    private static string Choices(DimensionMove move) => move.AppliedSteps == 0 ? NumberText.Choices(move.Before)
        : $"{NumberText.Choices(move.Before)} -> {NumberText.Choices(move.After)}";

    private static string Arrow(DimensionMove move) => move.AppliedSteps switch { > 0 => "↑", < 0 => "↓", _ => "=" };

    private static string Coloured(string line, string word, bool colour)
    {
        var code = word switch
        {
            MoveInWords.Grew => 32, MoveInWords.Shrank => 33, MoveInWords.HeldByCeiling or MoveInWords.HeldByBounds => 31, _ => 2,
        };
        var at = line.LastIndexOf("  ", StringComparison.Ordinal) + 2;
        return colour && at < line.Length ? Invariant($"{line[..at]}\x1b[{code}m{line[at..]}\x1b[0m") : line;
    }

    private static string Bar(long done, long total)
    {
        var full = total > 0 ? (int)Math.Clamp(BarCells * done / total, 0, BarCells) : 0;
        return "[" + new string('#', full) + new string('-', BarCells - full) + "]";
    }

    /// <summary>Parts side by side, in as many lines as they need; a part that is wider by itself is cut.</summary>
    private static IEnumerable<string> Wrapped(IEnumerable<string> parts, int width)
    {
        var line = "";
        foreach (var part in parts)
        {
            if (line.Length == 0) line = part;
            else if (line.Length + Gap.Length + part.Length <= width) line += Gap + part;
            else
            {
                yield return Cut(line, width);
                line = "  " + part;
            }
        }
        if (line.Length > 0) yield return Cut(line, width);
    }

    private static string Cut(string line, int width) => line.Length <= Math.Max(1, width) ? line : line[..Math.Max(1, width)];
}
