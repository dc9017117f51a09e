using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Drawings;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Coordinator.Telemetry;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>How a campaign's work went from moment to moment: curves that grow while it runs.</summary>
internal static class CoursePage
{
    /// <summary>Samples that are drawn: about as many as points fit into a panel.</summary>
    public const int Samples = 300;

    /// <summary>Its HTML; the figures come by themselves.</summary>
    public static string Of(string name, CampaignStatus status, Rights rights) => Layout.Page($"{name}: course", Layout.Address(name) + "/live", $"""
        {Layout.Navigation(name, "course")}
        <h1>Course of {Html.Escaped(name)}</h1>
        <div id="pulse">
        {Pulse.Of(name, status, rights)}</div>
        {Layout.Part(Layout.Address(name) + "/course/figures", "The course", again: true)}
        """);

    /// <summary>The figures.</summary>
    public static string Figures(IReadOnlyList<TelemetrySample> samples)
    {
        if (samples.Count == 0) return "<p class=\"lead\">There is no telemetry: no session has worked on it here, or its files were removed.</p>\n";
        var html = new Html();
        html.Element("h2", "Phases");
        html.Figure(CourseFigure.Phases(samples), "What the processes worked on. Gaps are times in which none did.",
            EffortFigure.Phases.Where(it => samples.Any(sample => sample.Phase == it.Phase)).Select(it => (it.Phase, it.Ink)));
        html.Element("h2", "Curves");
        html.Figure(CourseFigure.Curves(samples), "Samples of the sessions' telemetry, spread evenly over all of it. What holds for one moment is drawn as it was at that moment.", CourseFigure.Legend);
        return html.ToString();
    }
}
