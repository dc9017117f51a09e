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
        <link rel="icon" href="/icon.svg">
        <script src="/dashboard.js" defer></script>
        </head>
        <body data-live="{Html.Escaped(live)}">
        <div id="connection" role="status" hidden></div>
        <main id="content">
        {content}</main>
        <div id="hint" role="status" hidden></div>
        </body>
        </html>

        """;

    /// <summary>Links to a campaign's pages.</summary>
    /// <param name="here">The page that needs none.</param>
    public static string Navigation(string campaign, string here)
    {
        var address = Address(campaign);
        (string Name, string Address)[] links = [("campaigns", "/"), ("report", address), ("decisions", address + "/decisions"),
            ("course", address + "/course"), ("subnets", address + "/subnets"), ("what if", address + "/what-if")];
        return $"""
            <nav aria-label="Pages">{string.Concat(links.Select(it => it.Name == here ? $"<b>{it.Name}</b> " : $"<a href=\"{Html.Escaped(it.Address)}\">{it.Name}</a> "))}</nav>

            """;
    }

    /// <summary>A part of a page that takes a while to draw: the page asks for it once it is shown.</summary>
    /// <param name="address">The part's.</param>
    /// <param name="words">What it is called.</param>
    /// <param name="again">Whether it is asked for again while a campaign works, not only on decisions.</param>
    public static string Part(string address, string words, bool again) => $"""
        <div id="part" data-part="{Html.Escaped(address)}"{(again ? " data-again" : "")}><p class="note"><a href="{Html.Escaped(address)}">{words}</a> is being drawn.</p></div>

        """;

    /// <summary>Address of a campaign's page.</summary>
    public static string Address(string campaign) => "/campaigns/" + Uri.EscapeDataString(campaign);
}
