using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Drawings;
using S3Actors.Messages.Events;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>What it took, and when.</summary>
internal static class EffortSections
{
    public static void Write(Html html, ReportMaterial material)
    {
        if (EffortFigure.Of(material) is { } effort) html.Section("time", "Time and cost", section => Effort(section, material, effort));
        if (SessionFigure.Of(material) is { } sessions) html.Section(
            "sessions-line", "Sessions, crashes, resumes", section => Sessions(section, material, sessions));
    }

    private static void Effort(Html html, ReportMaterial material, Charts.Figure figure)
    {
        html.Figure(figure, "Working time between the events of each session. What a killed session did after its last event is not counted, nor are the pauses between sessions.",
            EffortFigure.Phases.Where(it => material.History.SecondsByPhase.ContainsKey(it.Phase)).Select(it => (it.Phase, it.Ink)));
        var costs = material.SecondsBySubject.Select(it => (it.Subject, Seconds: it.Seconds.Values.Sum(), Work: WorkCount.Of(material, it.Subject))).ToList();
        var all = material.Document.Effort.SecondsInAll;
        html.Table(["", "time", "share", "steps", "images trained", "subnets", "images evaluated"],
        [
            .. costs.Select(it => Row(it.Subject, it.Seconds, all, it.Work)),
            Row("in all", all, all, costs.Select(it => it.Work).Aggregate(new WorkCount(0, 0, 0, 0), (sum, it) => sum + it)),
        ]);
        html.Element("p", "Steps are the optimizer's, subnets those evaluated; images count once for each subnet that saw them. By phase: "
            + string.Join(", ", material.History.SecondsByPhase.OrderByDescending(it => it.Value).Select(it => $"{it.Key} {NumberText.Duration(it.Value)}"))
            + ".", "note");
    }

    private static IReadOnlyList<string> Row(string name, double seconds, double all, WorkCount work) =>
    [
        name, NumberText.Duration(seconds), all > 0 ? Invariant($"{100 * seconds / all:0} %") : "-", Count(work.Steps), Count(work.ImagesTrained),
            Count(work.Subnets), Count(work.ImagesEvaluated),
    ];

    private static string Count(long number) => number == 0 ? "-" : Invariant($"{number:N0}");

    private static void Sessions(Html html, ReportMaterial material, Charts.Figure figure)
    {
        var ends = material.History.Sessions.Select(it => SessionFigure.EndOf(it, material)).ToHashSet(StringComparer.Ordinal);
        html.Figure(figure, "Each bar is a process that worked on the campaign, from its first event to its last. A cross marks one that ended without recording why: it was killed, or the machine went down. "
            + "A triangle marks a divergence, a rejected checkpoint, a subnet that could not be evaluated or a worker whose results may have other bits.",
                SessionFigure.Ends.Where(it => ends.Contains(it.End)).Select(it => (it.End, it.Ink)));
        html.Table(["session", "begun, UTC", "last event, UTC", "end", "evaluators", "~what was said"],
            material.History.Sessions.Select(it => (IReadOnlyList<string>)
        [
            Invariant($"{it.Number}"), Time(it.Begun), Time(it.Last), SessionFigure.EndOf(it, material), Invariant($"{it.Started.Evaluators}"),
            it.End switch { SessionPaused end => end.Reason, SessionFailed end => end.Reason, _ => "" },
        ]));
        if (material.History.Incidents.Count == 0) return;
        html.Table(["time, UTC", "~incident"], material.History.Incidents.Select(it => (IReadOnlyList<string>)[Time(it.Time), InWords(it.Event)]));
    }

    private static string InWords(IEvent incident) => incident switch
    {
        TrainingDiverged it => Actors.Trainer.TrainingAdjustments.InWords(it),
        CheckpointRejected it => Invariant($"checkpoint {it.File} was rejected ({it.Reason}): {it.Supernet} went on from step {it.ResumedAt}"),
        MixedWorkerAdmitted it => Invariant($"worker {it.Worker} took part, whose results may have other bits ({string.Join("; ", it.Differences)})"),
        EvaluationFailed it => Invariant($"a subnet could not be evaluated in {it.Attempts} attempts ({it.Reason}): {it.Architecture}"),
        _ => EventNames.NameOf(incident.GetType()),
    };

    private static string Time(DateTimeOffset time) => Invariant($"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}");
}
