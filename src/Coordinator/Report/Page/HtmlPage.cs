namespace S3Actors.Coordinator.Report.Page;

/// <summary>A whole HTML file around a page's body: nothing but itself is needed to read it, on a screen, light or dark, or on paper.</summary>
internal static class HtmlPage
{
    /// <summary>Writes the file.</summary>
    /// <param name="title">As a browser's tab shows it.</param>
    /// <param name="content">What stands in the element <c>body</c>.</param>
    public static string Of(string title, string content) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Html.Escaped(title)}</title>
        <style>
        {Style}</style>
        </head>
        <body>
        {content}</body>
        </html>

        """;

    /// <summary>What stands in the element <c>body</c> of such a page.</summary>
    public static string ContentOf(string page)
    {
        var (from, to) = (page.IndexOf(Body, StringComparison.Ordinal), page.LastIndexOf("</body>", StringComparison.Ordinal));
        return from < 0 || to < from ? "" : page[(from + Body.Length)..to];
    }

    private const string Body = "<body>";

    /// <summary>The style sheet of all pages.</summary>
    public static string Style { get; } = Resource("page.css");

    /// <summary>A text file that is part of the program.</summary>
    public static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks its {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
