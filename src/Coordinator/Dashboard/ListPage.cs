using System.Globalization;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Page;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>The page of all campaigns.</summary>
internal static class ListPage
{
    /// <summary>Its HTML.</summary>
    public static string Of(IReadOnlyList<CampaignOverview> campaigns, IReadOnlyList<StudyFolder> studies) => Layout.Page("Campaigns", "/live", $"""
        <h1>Campaigns</h1>
        <div id="pulse">
        {Table(campaigns)}</div>
        {(studies.Count == 0 ? "" : $"<h2>Studies</h2>\n<ul>{string.Concat(studies.Select(it => $"<li><a href=\"/studies/{Uri.EscapeDataString(it.Name)}\">{Html.Escaped(it.Name)}</a></li>"))}</ul>")}

        """);

    /// <summary>The part of it that changes.</summary>
    /// <param name="study">The study whose campaigns they are; empty for campaigns by themselves.</param>
    public static string Table(IReadOnlyList<CampaignOverview> campaigns, string study = "")
    {
        if (campaigns.Count == 0) return "<p class=\"lead\">There is none yet: 's3actors run CAMPAIGN.conf' begins one.</p>\n";
        var rows = campaigns.OrderByDescending(it => it.Status?.Live is not null).ThenByDescending(it => it.Status?.LastEvent).Select(it => Row(it, study));
        return $"""
            <div class="scroll" tabindex="0"><table class="campaigns">
            <thead><tr><th>campaign</th><th class="words">state</th><th class="words">phase</th><th class="more">iteration</th><th>best, %</th><th class="more">test, %</th><th class="more">MMACs</th><th class="more">last event, UTC</th></tr></thead>
            <tbody>
            {string.Concat(rows)}</tbody></table></div>

            """;
    }

    private static string Row(CampaignOverview campaign, string study)
    {
        var tags = campaign.Status is { Tags: { Count: > 0 } given } ? $" <span class=\"note\">{Html.Escaped(string.Join(", ", given))}</span>" : "";
        var name = $"<td><a href=\"{Html.Escaped(Layout.Address(study.Length == 0 ? campaign.Name : $"{study}:{campaign.Name}"))}\">{Html.Escaped(campaign.Name)}</a>{tags}</td>";
        if (campaign.Status is not { } status) return $"<tr>{name}<td class=\"words\">{Pulse.Badge(campaign.State)}</td><td class=\"words\" colspan=\"6\">{Html.Escaped(campaign.Problem!)}</td></tr>\n";
        return $"<tr>{name}<td class=\"words\">{Pulse.Badge(status.Interrupted ? "interrupted" : status.State)}</td><td class=\"words\">{Html.Escaped(Phase(status))}</td>"
            + $"<td class=\"more\">{status.Iteration} of {status.Iterations}</td><td>{Number(status.Best?.SearchValidationErrorPercent, "0.00")}</td><td class=\"more\">{Number(status.Best?.TestErrorPercent, "0.00")}</td>"
            + $"<td class=\"more\">{Number(status.Best?.MacsPerImage / 1e6, "0.000")}</td><td class=\"more\">{status.LastEvent?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-"}</td></tr>\n";
    }

    private static string Phase(CampaignStatus status)
    {
        var text = $"{status.Phase} {status.Subject}".TrimEnd();
        if (status.Live?.Sample is { Total: > 0 } sample)
            return string.Create(CultureInfo.InvariantCulture, $"{sample.Phase} {sample.Subject}, {sample.Unit} {sample.Done} of {sample.Total}");
        return status.Progress is { } p ? string.Create(CultureInfo.InvariantCulture, $"{text}, {p.Unit} {p.Done} of {p.Total}") : text;
    }

    private static string Number(double? value, string form) => value?.ToString(form, CultureInfo.InvariantCulture) ?? "-";
}
