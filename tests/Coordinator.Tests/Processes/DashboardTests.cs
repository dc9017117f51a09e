using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>The dashboard as a browser meets it.</summary>
[Collection(WatchingCollection.Name)]
public sealed partial class DashboardTests(UninterruptedCampaign campaign)
{
    private const string Token = "a-token-of-some-length";

    [Fact]
    public async Task Its_pages_show_the_campaign_and_ask_nothing_of_other_hosts()
    {
        var dashboard = campaign.Dashboard;
        await Shows("/", "tiny", "completed");
        await Shows("/campaigns/tiny", "completed", "best search-validation error");
        await Shows("/campaigns/tiny/report", "Evolution of the space", "<svg");
        await Shows("/campaigns/tiny/decisions", "stage2.qkv_dim", "iteration 2");
        await Shows("/campaigns/tiny/dimensions/stage1.depth", "slope", "Iteration 2");
        await Shows("/campaigns/tiny/course", "/campaigns/tiny/course/figures");
        await Shows("/campaigns/tiny/course/figures", "images a second", "<svg", ", process ");
        await Shows("/campaigns/tiny/subnets?of=iteration-1", "/campaigns/tiny/subnets/figures?of=iteration-1");
        await Shows("/campaigns/tiny/subnets/figures", "id=\"coordinates\"", "<b>search-final</b>", "Pareto", " MMACs: ");
        await Shows("/campaigns/tiny/subnets/figures?of=iteration-1", "the measurement of iteration 1", "<b>iteration-1</b>");
        await Shows("/campaigns/tiny/what-if", "moves are as recorded", "Every space would be the recorded one");
        await Shows("/campaigns/tiny/what-if?rule=significant&tau=1&z=5", "No dimension moves in iteration 1");
        await Shows("/campaigns/tiny/what-if?rule=sign&tau=1&z=2", "From iteration 2 on");
        await Shows("/campaigns/tiny/what-if?rule=none-such&tau=1&z=5", "none-such");

        async Task Shows(string address, params string[] texts)
        {
            var response = await dashboard.Client.GetAsync(address);
            var page = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{address}: {response.StatusCode} {page}");
            Assert.All(texts, text => Assert.Contains(text, page, StringComparison.Ordinal));
            Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.DoesNotMatch(ForeignAddress(), page);
        }
    }

    [Fact]
    public async Task A_study_has_its_page_and_its_campaigns_theirs()
    {
        using var folder = new TemporaryFolder();
        using var copy = new History.CampaignCopy(campaign);
        Directory.CreateDirectory(folder.Path("runs/some-study"));
        Directory.Move(copy.Folder.Path, folder.Path("runs/some-study/tiny"));
        folder.Write("runs/some-study/study.html", "<html><body>\n<h1>Study some-study</h1><p>found so far</p></body></html>");
        using var dashboard = new DashboardProcess("--runs", folder.Path("runs"));
        Assert.Contains("href=\"/studies/some-study\"", await dashboard.Client.GetStringAsync("/"), StringComparison.Ordinal);
        var page = await dashboard.Client.GetStringAsync("/studies/some-study");
        Assert.Contains("found so far", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/campaigns/some-study%3Atiny\"", page, StringComparison.Ordinal);
        foreach (var address in new[] { "", "/report", "/decisions", "/what-if", "/subnets/figures" })
            Assert.Contains("tiny", await dashboard.Client.GetStringAsync("/campaigns/some-study%3Atiny" + address), StringComparison.Ordinal);
        foreach (var address in new[] { "/studies/other", "/campaigns/..%3Atiny", "/campaigns/some-study%3Aother" })
            Assert.Equal(HttpStatusCode.NotFound, (await dashboard.Client.GetAsync(address)).StatusCode);
    }

    [Theory]
    [InlineData("/campaigns/other")]
    [InlineData("/campaigns/..%2F..%2Fetc")]
    [InlineData("/campaigns/tiny/dimensions/stage9.breadth")]
    [InlineData("/campaigns/tiny/journal.db")]
    [InlineData("/campaigns/%3Cscript%3E/live")]
    public async Task What_is_not_there_is_said_to_be_missing(string address)
    {
        var dashboard = campaign.Dashboard;
        var response = await dashboard.Client.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("Exception", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_does_not_know_the_token_sees_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteSecret("token", Token);
        using var dashboard = new DashboardProcess("--runs", campaign.Runs, "--token-file", file);
        foreach (var address in new[] { "/", "/live", "/campaigns/tiny", "/?token=wrong", "/dashboard.js" })
        {
            var refused = await dashboard.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.False(refused.Headers.Contains("Set-Cookie"));
            Assert.DoesNotContain("tiny", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        var admitted = await dashboard.Client.GetAsync($"/campaigns/tiny?token={Token}");
        Assert.Equal((HttpStatusCode.Redirect, "/campaigns/tiny"), (admitted.StatusCode, admitted.Headers.Location!.ToString()));
        var cookie = Assert.Single(admitted.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, await Ask(it => it.Headers.Add("Cookie", cookie.Split(';')[0])));
        Assert.Equal(HttpStatusCode.OK, await Ask(it => it.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(it => it.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token + "x")));

        async Task<HttpStatusCode> Ask(Action<HttpRequestMessage> with)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/campaigns/tiny");
            with(request);
            return (await dashboard.Client.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task Another_sites_page_cannot_ask_in_a_browsers_name()
    {
        var dashboard = campaign.Dashboard;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "elsewhere.example" } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await dashboard.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("--listen 0.0.0.0", "--token-file")]
    [InlineData("--listen nowhere", "not an address")]
    [InlineData("--port 70000", "0..65535")]
    [InlineData("--token-file missing.txt", "cannot be read")]
    [InlineData("--certificate missing.pem", "PEM")]
    [InlineData("--key missing.pem", "--certificate")]
    [InlineData("--allow-resume", "--token-file")]
    public void What_is_not_allowed_is_one_line(string options, string told)
    {
        var (exitCode, output, errors) = Product.Run(["dashboard", "--runs", campaign.Runs, .. options.Split(' ')]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(told, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_taken_is_one_line_and_a_signal_ends_it_well()
    {
        using var first = new DashboardProcess("--runs", campaign.Runs);
        var (exitCode, _, errors) = Product.Run("dashboard", "--runs", campaign.Runs, "--port", $"{first.Client.BaseAddress!.Port}");
        Assert.Equal(2, exitCode);
        Assert.Contains("another program listens there", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        first.Process.Interrupt();
        Assert.Equal(0, first.Process.Wait());
    }

    [GeneratedRegex("(src|href)=\"(https?:)?//")]
    private static partial Regex ForeignAddress();
}
