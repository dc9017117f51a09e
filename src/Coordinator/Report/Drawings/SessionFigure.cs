using OxyPlot;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Messages.Events;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Drawings;

/// <summary>When processes worked on the campaign, how each of them ended, and what went wrong meanwhile.</summary>
internal static class SessionFigure
{
    private const int MostRows = 40;

    /// <summary>The ends a session may have, each with its colour.</summary>
    public static readonly IReadOnlyList<(string End, Ink Ink)> Ends =
        [("completed", Ink.Series[2]), ("paused", Ink.Series[4]), ("failed", Ink.Series[5]), ("killed", Ink.Series[1]), ("working", Ink.Series[0])];

    /// <summary>How a session ended, in a word; the last one may still be at work.</summary>
    public static string EndOf(SessionView session, ReportMaterial material) => session.End switch
    {
        SessionCompleted => "completed",
        SessionPaused => "paused",
        SessionFailed => "failed",
        _ => material.LockHeld && session == material.History.Sessions[^1] ? "working" : "killed",
    };

    /// <summary>Null where no session has begun.</summary>
    public static Figure? Of(ReportMaterial material)
    {
        var sessions = material.History.Sessions;
        if (sessions.Count == 0) return null;
        var begin = sessions[0].Begun;
        var end = sessions.Max(s => s.Last);
        var (unit, seconds) = EffortFigure.Unit(Math.Max(1, (end - begin).TotalSeconds));
        double At(DateTimeOffset time) => (time - begin).TotalSeconds / seconds;
        var whole = Math.Max(At(end), 1 / seconds);
        var rows = Math.Min(sessions.Count, MostRows); // of very many, several share a row
        double RowOf(int index) => rows - index * rows / sessions.Count;
        var ticks = sessions.Count <= MostRows
            ? sessions.Select((s, i) => (RowOf(i), Invariant($"session {s.Number}, {EndOf(s, material)}"))).ToList()
            : [(rows, "session 1"), (1.0, Invariant($"session {sessions.Count}"))];
        var panel = new Panel("", Panel.Numbers($"{unit} since the campaign began", 0, 1.02 * whole), Panel.Names("", 0.4, rows + 0.6, ticks));
        for (var i = 0; i < sessions.Count; i++)
        {
            var ink = Ends.First(it => it.End == EndOf(sessions[i], material)).Ink;
            var (from, to) = (At(sessions[i].Begun), Math.Max(At(sessions[i].Last), At(sessions[i].Begun) + 0.002 * whole));
            var (corner, opposite) = (new Place(from, RowOf(i) - 0.3), new Place(to, RowOf(i) + 0.3));
            panel.Boxes(ink, [(corner, opposite)], 0.8).Hover(corner, opposite,
                Invariant($"session {sessions[i].Number}, {EndOf(sessions[i], material)}: {sessions[i].Begun.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {sessions[i].Last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
            if (sessions[i].End is null && EndOf(sessions[i], material) == "killed") panel.Dots(ink, [new Place(to, RowOf(i))], 4, marker: MarkerType.Cross);
        }
        int SessionAt(DateTimeOffset time) => Math.Max(0, sessions.ToList().FindLastIndex(s => s.Begun <= time));
        var incidents = material.History.Incidents.Select(it => new Place(At(it.Time), RowOf(SessionAt(it.Time))));
        panel.Dots(Ink.Series[5], incidents, 4, marker: MarkerType.Triangle);
        return new Figure("sessions", "Time line of the sessions that worked on the campaign.", 1, [panel])
            { PlotHeight = 30 + 20 * rows, Left = 150, Top = 12 };
    }
}
