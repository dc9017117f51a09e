using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Charts;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>Working time by what was worked on, each bar cut by phase.</summary>
internal static class EffortFigure
{
    /// <summary>Phases in the order of a campaign, each with its colour.</summary>
    public static readonly IReadOnlyList<(string Phase, Ink Ink)> Phases =
    [
        ("train", Ink.Series[0]), ("measure", Ink.Series[2]), ("search", Ink.Series[4]), ("report", Ink.Series[3]), ("retrain", Ink.Series[1]),
        ("other", Ink.Muted),
    ];

    /// <summary>Null where no time has passed.</summary>
    public static Figure? Of(ReportMaterial material)
    {
        var longest = material.SecondsBySubject.Select(it => it.Seconds.Values.Sum()).DefaultIfEmpty(0).Max();
        if (longest <= 0) return null;
        var subjects = material.SecondsBySubject.Where(it => it.Seconds.Values.Sum() >= longest / 200).ToList(); // a shorter bar is not seen
        var (unit, seconds) = Unit(longest);
        var panel = new Panel(
            "", Panel.Numbers($"working time, {unit}", 0, 1.12 * longest / seconds),
            Panel.Names("", 0.4, subjects.Count + 0.6, subjects.Select((it, i) => ((double)(subjects.Count - i), it.Subject))));
        for (var i = 0; i < subjects.Count; i++)
        {
            var (row, reached) = (subjects.Count - i, 0.0);
            foreach (var (phase, ink) in Phases)
            {
                var length = subjects[i].Seconds.GetValueOrDefault(phase) / seconds;
                if (length <= 0) continue;
                var (from, to) = (new Place(reached, row - 0.32), new Place(reached + length, row + 0.32));
                panel.Boxes(ink, [(from, to)], 0.85).Hover(from, to, $"{subjects[i].Subject}, {phase}: {NumberText.Duration(length * seconds)}");
                reached += length;
            }
            panel.Words(Ink.Muted, new Place(reached, row), NumberText.Duration(reached * seconds));
        }
        return new Figure("effort", "Working time by iteration and phase.", 1, [panel]) { PlotHeight = 30 + 26 * subjects.Count, Left = 100, Top = 12 };
    }

    /// <summary>The unit in which a length of time reads well, and its seconds.</summary>
    public static (string Name, double Seconds) Unit(double longest) => longest switch
    {
        < 180 => ("seconds", 1), < 3 * 3600 => ("minutes", 60), < 72 * 3600 => ("hours", 3600), _ => ("days", 86400),
    };
}
