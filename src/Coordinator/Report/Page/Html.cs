using System.Globalization;
using System.Net;
using System.Text;
using S3Actors.Coordinator.Report.Charts;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>A page in the making. Whatever text comes in is escaped here; only pictures and the page's own elements go in as they are.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>An element with a text.</summary>
    /// <param name="kind">Its class; empty for none.</param>
    public Html Element(string name, string text, string kind = "")
    {
        _text.Append('<').Append(name).Append(kind.Length > 0 ? $" class=\"{kind}\">" : ">").Append(Escaped(text)).Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>An element with others in it.</summary>
    /// <param name="opening">The opening tag's inside, escaped where it must be: <c>div class="tiles"</c>.</param>
    public Html Within(string opening, Action<Html> inside)
    {
        _text.Append('<').Append(opening).Append(">\n");
        inside(this);
        _text.Append("</").Append(opening.Split(' ')[0]).Append(">\n");
        return this;
    }

    /// <summary>A section with its heading.</summary>
    public Html Section(string id, string heading, Action<Html> inside) => Within($"section id=\"{id}\"", html =>
    {
        html.Element("h2", heading);
        inside(html);
    });

    /// <summary>A figure with a legend and a caption.</summary>
    public Html Figure(Figure figure, string caption, IEnumerable<(string Name, Ink Ink)>? legend = null, string diamond = "") =>
        Within("figure tabindex=\"0\"", html =>
    {
        if (legend is not null || diamond.Length > 0)
            html.Within("div class=\"legend\"", it =>
            {
                foreach (var (name, ink) in legend ?? []) it.Key(name, ink, "");
                if (diamond.Length > 0) it.Key(diamond, Ink.Series[1], " class=\"diamond\"");
            });
        _text.Append(figure.ToSvg()).Append('\n');
        if (figure.Narrows) _text.Append(figure.Narrow().ToSvg()).Append('\n');
        html.Element("figcaption", caption);
    });

    /// <summary>A table; cells of columns whose heading begins with a tilde hold words and may break into lines.</summary>
    /// <param name="kindOf">The class of a cell, by its text; null or empty for none.</param>
    public Html Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, Func<string, string>? kindOf = null) =>
        Within("div class=\"scroll\" tabindex=\"0\"", html => html.Within("table", table =>
    {
        table.Within("thead", head => head.Row("th", header, header));
        table.Within("tbody", body =>
        {
            foreach (var row in rows) body.Row("td", row, header, kindOf);
        });
    }));

    /// <summary>What was written so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A text as it may stand between tags and in attributes.</summary>
    public static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private void Key(string name, Ink ink, string kind) =>
        _text.Append(CultureInfo.InvariantCulture, $"<span><i{kind} style=\"background:var(--{ink.Name})\"></i>{Escaped(name)}</span>\n");

    private void Row(string cell, IReadOnlyList<string> cells, IReadOnlyList<string> header, Func<string, string>? kindOf = null) => Within("tr", _ =>
    {
        for (var i = 0; i < cells.Count; i++)
            Element(cell, cell == "th" ? cells[i].TrimStart('~') : cells[i], header[i].StartsWith('~') ? "words" : kindOf?.Invoke(cells[i]) ?? "");
    });
}
