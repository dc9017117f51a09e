using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>The pages of one campaign: where it stands with its report, its decisions, one dimension.</summary>
internal static class CampaignPages
{
    /// <summary>Where it stands, and below it the report, which the page asks for once it is shown.</summary>
    /// <param name="rights">What the visitor may do.</param>
    public static string Front(string name, CampaignStatus status, Rights rights)
    {
        var address = Layout.Address(name);
        return Layout.Page(name, address + "/live", $"""
            {Layout.Navigation(name, "report")}
            <div id="pulse">
            {Pulse.Of(name, status, rights)}</div>
            {Layout.Part(address + "/report", "The report", again: false)}
            """);
    }

    /// <summary>Every dimension by iteration: what became of it, and a link to why.</summary>
    public static string Decisions(string name, CampaignStatus status, Rights rights, AuditOverview overview)
    {
        var html = new StringBuilder();
        html.Append("<div class=\"scroll\" tabindex=\"0\"><table class=\"decisions\"><thead><tr><th>dimension</th>");
        foreach (var iteration in overview.Iterations) html.Append(CultureInfo.InvariantCulture, $"<th class=\"words\">iteration {iteration}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in overview.Rows)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<tr><td><a href=\"{Html.Escaped(Layout.Address(name))}/dimensions/{row.Dimension}\">{row.Dimension}</a></td>");
            foreach (var cell in row.Cells)
                html.Append(cell is null ? "<td class=\"words\">-</td>" : $"<td class=\"words\"><span class=\"move {Html.Escaped(cell.Kind)}\">{Html.Escaped(cell.Move)}</span> <span class=\"note\">{Html.Escaped(cell.Slope)}</span></td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody></table></div>\n");
        return Layout.Page($"{name}: decisions", Layout.Address(name) + "/live", $"""
            {Layout.Navigation(name, "decisions")}
            <h1>Decisions of {Html.Escaped(name)}</h1>
            <div id="pulse">
            {Pulse.Of(name, status, rights)}</div>
            <p class="note">What became of each dimension, and its slope with one standard error, percentage points of Q a step. A dimension's name leads to all that its decisions rest on.</p>
            {html}
            """);
    }

    /// <summary>One dimension: every measurement and every decision, as the audit tells it.</summary>
    public static string Dimension(string name, DimensionId dimension, AuditDocument audit)
    {
        var html = new StringBuilder();
        foreach (var it in audit.Dimensions)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>Iteration {it.Iteration}</h2>\n");
            html.Append(CultureInfo.InvariantCulture, $"<pre tabindex=\"0\">{Html.Escaped(AuditText.Of(it))}</pre>\n");
        }
        return Layout.Page($"{name}: {dimension}", "", $"""
            {Layout.Navigation(name, "")}
            <h1>{Html.Escaped(name)}: {dimension}</h1>
            {(audit.Dimensions.Count == 0 ? "<p class=\"lead\">Nothing is measured yet.</p>" : html)}
            """);
    }
}
