using S3Actors.Coordinator.Report.Charts;
using S3Actors.Coordinator.Report.Drawings;
using S3Actors.Coordinator.Telemetry;
using static System.FormattableString;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>What the processes of a campaign did over time, from their telemetry.</summary>
internal static class CourseFigure
{
    private static readonly (string Title, string Unit, bool OfSubject, IReadOnlyList<(string Name, Ink Ink, Func<TelemetrySample, double?> Of)> Curves)[] Panels =
    [
        ("loss of the last step", "nats", true,
        [
            ("largest subnet", Ink.Series[0], it => it.Step?.LargestLoss), ("random subnets", Ink.Series[4], it => it.Step?.RandomLoss),
            ("smallest subnet", Ink.Series[1], it => it.Step?.SmallestLoss),
        ]),
        ("images a second, training", "", true, [("images a second", Ink.Series[0], it => it.Step is null ? null : it.ImagesPerSecond)]),
        ("images a second, evaluating", "", true, [("images a second", Ink.Series[2], it => it.Step is null ? it.ImagesPerSecond : null)]),
        ("gradient norm", "", true, [("gradient norm", Ink.Series[3], it => it.Step?.GradientNorm)]),
        ("learning rate", "", true, [("learning rate", Ink.Series[3], it => it.Step?.LearningRate)]),
        ("waiting for images", "% of the time", true, [("waiting", Ink.Series[3], it => 100 * it.Step?.WaitShare)]),
        ("multiply-accumulates", "% of the peak", true, [("share of the peak", Ink.Series[0], it => 100 * it.Step?.PeakShare)]),
        ("GPUs busy", "%", false, [("mean of the GPUs", Ink.Series[2], it => it.Devices is { Count: > 0 } devices ? 100 * devices.Average(device => device.BusyShare) : null)]),
        ("memory of GPUs", "GiB", false, [("all GPUs", Ink.Series[2], it => it.Devices is { Count: > 0 } devices ? devices.Sum(device => device.MemoryBytes) / (double)(1 << 30) : null)]),
        ("memory of the process", "GiB", false, [("memory", Ink.Series[2], it => it.WorkingSetBytes / (double)(1 << 30))]),
        ("processors in use", "cores", false, [("cores", Ink.Series[2], it => it.ProcessorCores)]),
    ];

    /// <summary>Colours and names of the curves of a panel that has more than one.</summary>
    public static IEnumerable<(string Name, Ink Ink)> Legend => Panels[0].Curves.Select(it => (it.Name, it.Ink));

    /// <summary>Phases by time.</summary>
    public static Figure Phases(IReadOnlyList<TelemetrySample> samples)
    {
        var (begin, unit, seconds, end) = Scale(samples);
        var panel = new Panel("", Panel.Numbers($"{unit} since the first sample", 0, end), Panel.Names("", 0, 1, []));
        var runs = Runs(samples, it => (it.Process, it.Phase, it.Subject));
        for (var i = 0; i < runs.Count; i++)
        {
            var run = runs[i];
            if (run[0].Phase.Length == 0) continue;
            var last = i + 1 < runs.Count && runs[i + 1][0].Process == run[0].Process ? runs[i + 1][0].Time : run[^1].Time; // a phase ends between two samples
            var ink = EffortFigure.Phases.Where(it => it.Phase == run[0].Phase).Select(it => it.Ink).FirstOrDefault(Ink.Muted);
            var (from, to) = ((run[0].Time - begin).TotalSeconds / seconds, (last - begin).TotalSeconds / seconds);
            var (corner, opposite) = (new Place(from, 0.15), new Place(Math.Max(to, from + 0.002 * end), 0.85));
            panel.Boxes(ink, [(corner, opposite)], 0.85).Hover(corner, opposite,
                Invariant($"{run[0].Phase} {run[0].Subject}, process {run[0].Process}: {run[0].Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
        }
        return new Figure("phases", "Phases of the campaign by time.", 1, [panel]) { PlotHeight = 42, Top = 8 };
    }

    /// <summary>Losses, rates and memory by time, a panel each; none of what no sample knows.</summary>
    public static Figure Curves(IReadOnlyList<TelemetrySample> samples)
    {
        var (begin, unit, seconds, end) = Scale(samples);
        return new Figure("course", "Losses, images a second, waiting for images, gradient norm, learning rate, memory, processors and GPUs in use by time.", 2,
            [.. Panels.Where(it => it.Curves.Any(curve => samples.Any(sample => curve.Of(sample) is not null))).Select(PanelOf)]) { PlotHeight = 150 };

        Panel PanelOf((string Title, string Unit, bool OfSubject, IReadOnlyList<(string Name, Ink Ink, Func<TelemetrySample, double?> Of)> Curves) it)
        {
            var panel = new Panel(it.Title, Panel.Numbers(unit, 0, end, grid: false), Panel.Numbers(it.Unit));
            foreach (var (name, ink, of) in it.Curves)
                foreach (var run in Runs(samples.Where(sample => of(sample) is not null), sample => (sample.Process, it.OfSubject ? sample.Subject : "")))
                {
                    var places = run.Select(sample => (Sample: sample, Place: new Place((sample.Time - begin).TotalSeconds / seconds, of(sample) ?? double.NaN))).ToList();
                    panel.Line(ink, places.Select(place => place.Place), 1.4).Dots(ink, places.Select(place => place.Place), 1.3);
                    foreach (var (sample, place) in places)
                        panel.Hover(place, Invariant($"{name}: {place.Y:0.####}{(it.Unit.Length > 0 ? " " + it.Unit : "")}; {sample.Phase} {sample.Subject}, {sample.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
                }
            return panel;
        }
    }

    private static (DateTimeOffset Begin, string Unit, double Seconds, double End) Scale(IReadOnlyList<TelemetrySample> samples)
    {
        var whole = Math.Max(1, (samples[^1].Time - samples[0].Time).TotalSeconds);
        var (unit, seconds) = EffortFigure.Unit(whole);
        return (samples[0].Time, unit, seconds, 1.01 * whole / seconds);
    }

    /// <summary>Samples that follow one another and have one key.</summary>
    private static List<List<TelemetrySample>> Runs<TKey>(IEnumerable<TelemetrySample> samples, Func<TelemetrySample, TKey> keyOf)
    {
        var runs = new List<List<TelemetrySample>>();
        foreach (var sample in samples)
        {
            if (runs.Count == 0 || !Equals(keyOf(runs[^1][0]), keyOf(sample))) runs.Add([]);
            runs[^1].Add(sample);
        }
        return runs;
    }
}
