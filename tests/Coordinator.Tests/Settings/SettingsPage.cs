using System.Text;
using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>
/// The text of <c>docs/settings.md</c>. What a key allows comes from the reader, which reports it for every key that is missing; defaults and
/// explanations come from <c>hocon/reference.conf</c>.
/// </summary>
internal static class SettingsPage
{
    private const string Head = """
        # Settings

        Every setting with its meaning, its allowed values and its default. This page is generated from the product's reader and from
        [`hocon/reference.conf`](../hocon/reference.conf); to write it again after a change of either:
        `S3ACTORS_WRITE_DOCS=1 dotnet test tests/Coordinator.Tests -c Release --filter SettingsPage`.

        A setting is written in a campaign's file below `s3actors`, or as `--set key=value`. Where a default is `constraint` or `campaign`,
        that word is allowed as well.

        """;

    /// <summary>What each key allows, in words: the reader's complaint about a campaign without any setting.</summary>
    public static IReadOnlyDictionary<string, string> Allowed()
    {
        const string missing = "is missing: ";
        var empty = SettingLayer.FromText("empty", "s3actors { space { stage1 {} } }");
        var refused = Assert.Throws<ConfigurationException>(() => CampaignConfiguration.Read(new SettingReader([empty]), "any", "any", Path.GetTempPath()));
        return refused.Problems.Where(problem => problem.Message.StartsWith(missing, StringComparison.Ordinal))
            .DistinctBy(problem => problem.Key)
            .ToDictionary(problem => problem.Key, problem => InWords(problem.Message[missing.Length..]));
    }

    /// <summary>Writes the page.</summary>
    /// <param name="reference">The text of <c>hocon/reference.conf</c>.</param>
    /// <param name="allowed">What each of its keys allows.</param>
    /// <exception cref="KeyNotFoundException">The reference has a key that the product does not read.</exception>
    public static string Of(string reference, IReadOnlyDictionary<string, string> allowed)
    {
        var (page, sections, comment, inTable) = (new StringBuilder(Head.ReplaceLineEndings("\n")), new Stack<string>(), new List<string>(), false);
        foreach (var line in reference.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).SkipWhile(line => line != "s3actors {").Skip(1))
        {
            if (line.StartsWith('#'))
            {
                comment.Add(line[1..]);
                continue;
            }
            var setting = line.Split(" = ", 2);
            if (setting.Length == 2)
            {
                if (comment.Count > 0) inTable = false;
                WriteComment(page, comment);
                if (!inTable) page.Append("\n| key | allowed | default |\n|---|---|---|\n");
                var key = string.Join('.', sections.Reverse().Append(setting[0]));
                page.Append($"| `{key}` | {allowed[key]} | `{setting[1]}` |\n");
                inTable = true;
            }
            else if (line.EndsWith('{') || line.EndsWith("{}", StringComparison.Ordinal))
            {
                sections.Push(line.Split(' ')[0]);
                page.Append($"\n{new string('#', sections.Count + 1)} {string.Join('.', sections.Reverse())}\n");
                WriteComment(page, comment);
                inTable = false;
                if (line.EndsWith('}')) sections.Pop();
            }
            else if (line == "}" && sections.Count > 0)
            {
                sections.Pop();
                inTable = false;
            }
        }
        return page.ToString();
    }

    /// <summary>Lines that are indented are an example or a list, shown as they are; the others are one paragraph.</summary>
    private static void WriteComment(StringBuilder page, List<string> comment)
    {
        var inExample = false;
        for (var i = 0; i < comment.Count; i++)
        {
            var isExample = comment[i].StartsWith("   ", StringComparison.Ordinal);
            if (i == 0 && !isExample) page.Append('\n');
            if (isExample != inExample) page.Append(isExample ? "\n```\n" : "```\n\n");
            page.Append(isExample ? comment[i][3..] : comment[i].Trim()).Append('\n');
            inExample = isExample;
        }
        if (inExample) page.Append("```\n");
        comment.Clear();
    }

    private static string InWords(string allowed) => allowed switch
    {
        "must not be empty, nor hold a null character" => "text that is not empty",
        _ when allowed.StartsWith("must be ", StringComparison.Ordinal) => allowed["must be ".Length..],
        _ => allowed,
    };
}
