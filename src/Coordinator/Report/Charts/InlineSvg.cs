using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace S3Actors.Coordinator.Report.Charts;

/// <summary>Turns gnuplot's SVG file into an element that lives in a page with others: its own ids, the page's colours and letters.</summary>
internal static partial class InlineSvg
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly XNamespace XLink = "http://www.w3.org/1999/xlink";

    /// <summary>The element's text.</summary>
    /// <exception cref="ChartsUnavailableException">It is no SVG.</exception>
    public static string Of(string file, Figure figure)
    {
        XElement root;
        try
        {
            root = XDocument.Parse(file).Root!;
        }
        catch (XmlException e)
        {
            throw new ChartsUnavailableException($"gnuplot's picture of {figure.Id} cannot be read: {e.Message}");
        }
        Prune(root);
        foreach (var element in root.DescendantsAndSelf()) Adapt(element, figure.Id);
        root.Attributes().Where(a => a.IsNamespaceDeclaration && a.Value == XLink.NamespaceName).Remove();
        root.SetAttributeValue("id", figure.Id);
        root.SetAttributeValue("class", "chart");
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-label", figure.Description);
        return root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>What no reader sees: symbols that are not used, groups and paths without a line, the program's name.</summary>
    private static void Prune(XElement root)
    {
        root.Descendants().Where(e => e.Name.LocalName is "title" or "desc" or "filter").Remove();
        root.Descendants(Svg + "rect").Where(e => e.Attribute("fill")?.Value == "none" && e.Parent?.Name.LocalName != "defs").Remove();
        root.Descendants(Svg + "path").Where(e => e.Attribute("d")!.Value is var d && !d.AsSpan().ContainsAny("LlhvCcAaz")).Remove();
        while (root.Descendants(Svg + "g").Where(e => !e.HasElements).ToList() is { Count: > 0 } empty)
            foreach (var element in empty) element.Remove();
        for (var removed = 1; removed > 0;)
        {
            var used = root.Descendants(Svg + "use").Select(e => e.Attribute(XLink + "href")!.Value[1..]).ToHashSet(StringComparer.Ordinal);
            var unused = root.Descendants(Svg + "defs").Elements().Where(e => !used.Contains(e.Attribute("id")!.Value)).ToList();
            foreach (var element in unused) element.Remove();
            removed = unused.Count;
        }
        foreach (var space in root.DescendantNodes().OfType<XText>().Where(it => string.IsNullOrWhiteSpace(it.Value) && it.Parent!.Name.LocalName != "text").ToList()) space.Remove();
    }

    private static void Adapt(XElement element, string prefix)
    {
        if (element.Attribute("id") is { } id) id.Value = $"{prefix}-{id.Value}";
        if (element.Attribute(XLink + "href") is { } reference)
        {
            element.SetAttributeValue("href", $"#{prefix}-{reference.Value[1..]}");
            reference.Remove();
        }
        element.Attribute("font-family")?.Remove();
        foreach (var attribute in element.Attributes().Where(a => a.Name.LocalName is "stroke" or "fill" or "color").ToList())
        {
            if (attribute.Value is "black" or "white" && attribute.Name.LocalName == "color") attribute.Remove();
            else attribute.Value = StandIn().Replace(attribute.Value, found => $"var(--{Ink.Of(int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)).Name})");
        }
    }

    [GeneratedRegex(@"rgb\(\s*1,\s*240,\s*(\d+)\)")]
    private static partial Regex StandIn();
}
