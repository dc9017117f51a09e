using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.Report.Drawings;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using static System.FormattableString;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>The subnets that a campaign evaluated, a group at a time: those of a search, or those measured for an iteration.</summary>
internal static class SubnetsPage
{
    private const int BestShown = 20;
    private const string Prefix = "search-", Own = Prefix + SearchNames.Final;

    /// <summary>Its HTML; the pictures come by themselves.</summary>
    /// <param name="group">Which group is asked for; empty for the search of the evolved space, or the newest before there is one.</param>
    public static string Of(string name, string group)
    {
        var part = Layout.Address(name) + "/subnets/figures" + (group.Length > 0 ? "?of=" + Uri.EscapeDataString(group) : "");
        return Layout.Page($"{name}: subnets", "", $"""
            {Layout.Navigation(name, "subnets")}
            <h1>Subnets of {Html.Escaped(name)}</h1>
            {Layout.Part(part, "The picture", again: false)}
            """);
    }

    /// <summary>The pictures of a group, and links to the others.</summary>
    public static string Figures(string name, ReportMaterial material, string group)
    {
        var groups = GroupsOf(material.History);
        if (groups.Count == 0) return "<p class=\"lead\">No subnet is evaluated yet.</p>\n";
        var chosen = groups.Find(it => it.Name == group) is { Name: not null } asked ? asked : groups.Find(it => it.Name == Own) is { Name: not null } own ? own : groups[^1];
        var subnets = chosen.Results.Distinct().OrderBy(it => it.Error.Percent).Select(it => (it, SearchFigure.PlaceOf(material, it))).ToList();
        var html = new Html();
        html.Element("p", Invariant($"{subnets.Count:N0} subnets of {chosen.Words}, with inherited weights on search-validation images."), "lead");
        html.Element("h2", "Parallel coordinates");
        html.Figure(SubnetsFigures.ParallelCoordinates(subnets), "A line a subnet: depth and channels of each stage, the mean over all its blocks of window, heads, MLP ratio and qkv width, its cost and its error. "
            + "Numbers stand at both ends of an axis. A pointer on a line tells its architecture.", SubnetsFigures.Legend);
        html.Element("h2", "Error against cost");
        html.Figure(SubnetsFigures.Cloud(subnets), "A dot a subnet. The stepped line is the Pareto front: nothing of the group is both cheaper and better.");
        html.Element("h2", "The best of them");
        html.Table(["error, %", "MMACs", "~architecture"], subnets.Take(BestShown).Select(it =>
            (IReadOnlyList<string>)[Invariant($"{it.Item2.Y:0.00}"), Invariant($"{it.Item2.X:0.000}"), it.it.Architecture.CanonicalText]));
        return $"<nav aria-label=\"Groups of subnets\">{string.Concat(groups.Select(it => Link(name, it.Name, it.Name == chosen.Name)))}</nav>\n{html}";
    }

    /// <summary>Groups in the order in which they were evaluated.</summary>
    private static List<(string Name, string Words, IReadOnlyList<SubnetResult> Results)> GroupsOf(CampaignHistory history) =>
    [
        .. history.Iterations.Select(it => (SupernetNames.OfIteration(it.Started.Iteration), Invariant($"the measurement of iteration {it.Started.Iteration}"),
            (IReadOnlyList<SubnetResult>)[.. ReportMaterial.ResultsOf(history, it.Started.Iteration)])).Where(it => it.Item3.Count > 0),
        .. history.Searches.Select(it => (Prefix + it.Started.Search, $"the search '{it.Started.Search}'",
            (IReadOnlyList<SubnetResult>)[.. ReportMaterial.ResultsOf(history, it)])).Where(it => it.Item3.Count > 0),
    ];

    private static string Link(string name, string group, bool here) => here ? $"<b>{Html.Escaped(group)}</b> "
        : $"<a href=\"{Html.Escaped($"{Layout.Address(name)}/subnets?of={Uri.EscapeDataString(group)}")}\">{Html.Escaped(group)}</a> ";
}
