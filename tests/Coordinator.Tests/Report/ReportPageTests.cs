using System.Text.RegularExpressions;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.History;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Report;

/// <summary>The report as a page: whole by itself, for a campaign in any state, and seen in a browser.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed partial class ReportPageTests(UninterruptedCampaign campaign)
{
    private static readonly string[] Charts = ["space", "et-1", "et-2", "progress", "errors", "search", "training", "effort", "sessions"];

    [Fact]
    public void It_has_every_chart_and_needs_nothing_but_itself()
    {
        var page = File.ReadAllText(Path.Combine(campaign.Folder, "report.html"));
        Assert.Equal(Charts.Concat(Charts.Select(it => it + "-narrow")).Order(), Regex.Matches(page, "<svg [^>]*id=\"([^\"]+)\"").Select(it => it.Groups[1].Value).Order());
        Assert.Matches("<title>stage1.depth 1: Q [0-9.]+ % \\+- ", page);
        Assert.Matches("<title>final: [0-9.]+ % at [0-9.]+ MMACs, [0-9]+:w", page);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.All(References().Matches(page), it => Assert.StartsWith("#", it.Groups[1].Value, StringComparison.Ordinal));
        var ids = Regex.Matches(page, " id=\"([^\"]+)\"").Select(it => it.Groups[1].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var guideline in Enumerable.Range(1, 4)) Assert.Contains($"<b>{guideline}. ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_browser_shows_it_and_it_asks_for_nothing()
    {
        var (picture, requests) = Chromium.Open(Path.Combine(campaign.Folder, "report.html"), 1000, 6000);
        Assert.Empty(requests);
        // A colour of its own for each chart or two: the last space, moves, the control, phases, the size of the space, the end of the session, words.
        foreach (var (colour, least) in new ((byte, byte, byte), int)[]
                 { ((0x12, 0x3f, 0x74), 60), ((0x2a, 0x64, 0xa8), 400), ((0xcc, 0x5f, 0x24), 100), ((0x7d, 0x55, 0xad), 60), ((0xa9, 0x80, 0x0f), 60), ((0x2b, 0x8a, 0x5a), 60), ((0x1c, 0x24, 0x30), 800) })
            Assert.True(picture.Count(colour) >= least, $"{picture.Count(colour)} points of {colour}");
        Assert.Equal(((byte)255, (byte)255, (byte)255), picture.At(2, 2));
        var rowsWithInk = Enumerable.Range(0, picture.Height).Count(y => Enumerable.Range(0, picture.Width).Any(x => picture.At(x, y) != (255, 255, 255)));
        Assert.True(rowsWithInk > 0.4 * picture.Height, $"{rowsWithInk} rows of {picture.Height} are not blank");
    }

    [Fact]
    public void A_page_that_asks_for_something_would_be_caught()
    {
        using var folder = new TemporaryFolder();
        var page = folder.Write("page.html", "<!DOCTYPE html><html><body><img src=\"http://example.invalid/a.png\"></body></html>");
        var (picture, requests) = Chromium.Open(page, 200, 100);
        Assert.NotEmpty(requests);
        Assert.Equal(0, picture.Count((0x2a, 0x64, 0xa8)));
    }

    [Fact]
    public void It_is_there_after_every_event_of_a_campaign()
    {
        var rows = TinyCampaign.Rows(campaign.Folder);
        var seen = new HashSet<int>();
        for (var last = 1L; last <= rows; last += Math.Max(1, rows / 25))
        {
            using var copy = new CampaignCopy(campaign);
            if (last < rows) copy.Sql($"DELETE FROM journal WHERE ordering > {last}");
            var begun = copy.Number("SELECT count(*) FROM journal WHERE manifest = 'campaign-created-v1'") > 0;
            if (!begun) continue;
            var page = ReportPage.Of(ReportMaterial.Read(copy.Folder, lockHeld: last % 2 == 0));
            seen.Add(Regex.Count(page, "<svg "));
            Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
        }
        Assert.True(seen.Count >= 5, $"{seen.Count} kinds of pages");
    }

    [Fact]
    public void Charts_of_a_campaign_that_has_just_begun_can_be_drawn()
    {
        using var copy = new CampaignCopy(campaign);
        copy.Sql("DELETE FROM journal WHERE ordering > (SELECT ordering FROM journal WHERE manifest = 'et-error-measured-v1' ORDER BY ordering LIMIT 1)");
        var page = ReportPage.Of(ReportMaterial.Read(copy.Folder, lockHeld: true));
        Assert.Contains("id=\"et-1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"search\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_ceiling_held_is_said_in_a_word_and_a_colour()
    {
        using var journal = new JournalReader(new(campaign.Folder));
        var page = Of(journal.All());
        Assert.DoesNotContain("held by the ceiling", page, StringComparison.Ordinal);
        page = Of(journal.All().Select(row => row.Event is not SpaceEvolved { Iteration: 1 } it ? row : row with
        {
            Event = it with { Moves = [.. it.Moves.Select(move => move with { ProposedSteps = 1, AppliedSteps = 0, After = move.Before, Reason = "held by a ceiling" })] },
        }));
        Assert.Contains("<td class=\"held\">held by the ceiling</td>", page, StringComparison.Ordinal);
        Assert.Contains("held (+1)", page, StringComparison.Ordinal);
        Assert.Contains("background:var(--gold)\"></i>held by the ceiling</span>", page, StringComparison.Ordinal);

        string Of(IEnumerable<JournalRow> rows)
        {
            var history = CampaignHistory.Of("tiny", rows);
            return ReportPage.Of(new ReportMaterial(history, ReportDocument.Of(history, lockHeld: false), LockHeld: false));
        }
    }

    [Fact]
    public void What_a_campaign_says_is_text_and_nothing_else()
    {
        const string hostile = "<script>alert('x')</script> & \"</style>";
        using var journal = new JournalReader(new(campaign.Folder));
        var history = CampaignHistory.Of(hostile, journal.All().Where(row => row.Event is not CampaignCompleted)
            .Select(row => row.Event is SessionCompleted ? row with { Event = new SessionFailed(1, hostile) } : row));
        var page = ReportPage.Of(new ReportMaterial(history, ReportDocument.Of(history, lockHeld: false), LockHeld: false));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;&lt;/style&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Failed at", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:src|href|url)\\s*[=(]\\s*[\"']?([^\"')>\\s]+)")]
    private static partial Regex References();
}
