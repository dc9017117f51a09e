using S3Actors.Coordinator.Report.Page;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>What all pages of the dashboard have around them.</summary>
internal static class Layout
{
    /// <summary>A page.</summary>
    /// <param name="title">Plain text.</param>
    /// <param name="live">Address of the events that keep it current; empty for a page that stays as it is.</param>
    /// <param name="content">Its HTML.</param>
    public static string Page(string title, string live, string content) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Html.Escaped(title)} - S3Actors</title>
        <link rel="stylesheet" href="/style.css">
        <script src="/dashboard.js" defer></script>
        </head>
        <body data-live="{Html.Escaped(live)}">
        <div id="connection" role="status" hidden></div>
        <main id="content">
        {content}</main>
        </body>
        </html>

        """;

    /// <summary>Links to a campaign's pages.</summary>
    /// <param name="here">The page that needs none.</param>
    public static string Navigation(string campaign, string here)
    {
        var address = Address(campaign);
        (string Name, string Address)[] links = [("campaigns", "/"), ("report", address), ("decisions", address + "/decisions"),
            ("what if", address + "/what-if")];
        return $"""
            <nav aria-label="Pages">{string.Concat(links.Select(it => it.Name == here ? $"<b>{it.Name}</b> " : $"<a href=\"{Html.Escaped(it.Address)}\">{it.Name}</a> "))}</nav>

            """;
    }

    /// <summary>Address of a campaign's page.</summary>
    public static string Address(string campaign) => "/campaigns/" + Uri.EscapeDataString(campaign);
}
