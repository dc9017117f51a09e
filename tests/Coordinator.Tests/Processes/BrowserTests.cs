using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>Debian's chromium, started once for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const float Patience = 180_000;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"], Timeout = Patience });
    }

    public async Task DisposeAsync()
    {
        await _browser!.DisposeAsync();
        _playwright!.Dispose();
    }

    internal async Task<IPage> Open(DashboardProcess dashboard, string address)
    {
        var page = await _browser!.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(new Uri(dashboard.Client.BaseAddress!, address).ToString());
        return page;
    }
}

/// <summary>The dashboard in a real browser.</summary>
[Collection(WatchingCollection.Name)]
public sealed class BrowserTests(UninterruptedCampaign campaign, Browser browser) : IClassFixture<Browser>
{
    private const string Token = "a-token-of-some-length";
    private static readonly (int Width, ColorScheme Scheme)[] Screens = [(390, ColorScheme.Dark), (1920, ColorScheme.Light)];

    [Fact]
    public async Task Numbers_of_two_campaigns_at_work_change_without_a_reload_to_their_ends()
    {
        using var folder = new TemporaryFolder();
        var (runs, file) = (folder.Path("runs"), folder.Write("tiny.conf", TinyCampaign.Text));
        using var dashboard = new DashboardProcess("--runs", runs, "--token-file", folder.WriteSecret("token", Token), "--allow-resume");
        using var first = Product.Start("run", file, "--runs", runs);
        using var second = Product.Start("run", file, "--runs", runs, "--name", "second");
        Assert.True(TinyCampaign.WaitForRows(Path.Combine(runs, "tiny"), 1, first), first.Errors);
        Assert.True(TinyCampaign.WaitForRows(Path.Combine(runs, "second"), 1, second), second.Errors);
        dashboard.Client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Token}");
        var events = Follow(dashboard, "/campaigns/second/live");
        var page = await browser.Open(dashboard, $"/?token={Token}");
        await page.Locator(".state.running").First.WaitForAsync();
        await page.Locator("a", new PageLocatorOptions { HasTextString = "tiny" }).ClickAsync();
        await page.EvaluateAsync("() => { window.untouched = true; window.bar = document.querySelector('#pulse dl') }");
        await page.Locator("#pulse form[action$=pause] button").FocusAsync();
        await page.Locator("#pulse .state.completed").WaitForAsync();
        await page.Locator("#part", new PageLocatorOptions { HasText = "Winners" }).WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => window.untouched === true && window.bar === document.querySelector('#pulse dl')"));
        Assert.Equal(0, await page.Locator("#pulse form").CountAsync()); // what has ended can neither pause nor go on
        Assert.InRange(await page.Locator("#part svg").CountAsync(), 3, 100);
        Assert.Equal((0, 0), (first.Wait(), second.Wait()));
        var (pulses, journal) = await events;
        Assert.Contains(pulses, it => it.Contains("running", StringComparison.Ordinal));
        Assert.True(pulses.Count > 1, string.Join("\n\n", pulses));
        Assert.True(journal.Count > 1 && journal.SequenceEqual(journal.Order()), string.Join(' ', journal));
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_connection_that_was_lost_comes_back()
    {
        var dashboard = new DashboardProcess("--runs", campaign.Runs);
        var port = dashboard.Client.BaseAddress!.Port;
        var page = await browser.Open(dashboard, "/campaigns/tiny");
        await page.Locator("#part svg:visible").First.WaitForAsync();
        dashboard.Dispose();
        await page.Locator("#connection", new PageLocatorOptions { HasText = "lost" }).WaitForAsync();
        using var again = new DashboardProcess("--runs", campaign.Runs, "--port", $"{port}");
        await page.Locator("#connection").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_sliders_of_what_if_answer_where_they_rest()
    {
        var page = await browser.Open(campaign.Dashboard, "/campaigns/tiny/what-if");
        await page.Locator("select[name=rule]").SelectOptionAsync("sign");
        await page.Locator("#answer", new PageLocatorOptions { HasText = "From iteration 2 on" }).WaitForAsync();
        await page.Locator("input[name=z]").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.WaitForURLAsync(address => address.Contains("z=5", StringComparison.Ordinal));
        Assert.Equal("5", await page.Locator("output").Last.TextContentAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_a_chart_tells_a_pointer_it_tells_a_finger()
    {
        var page = await browser.Open(campaign.Dashboard, "/campaigns/tiny/course");
        await page.Locator("#part svg:visible .hover").First.DispatchEventAsync("click");
        await page.Locator("#hint", new PageLocatorOptions { HasText = ", process " }).WaitForAsync();
        await page.Locator("h1").ClickAsync();
        await page.Locator("#hint").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/campaigns/tiny")]
    [InlineData("/campaigns/tiny/decisions")]
    [InlineData("/campaigns/tiny/dimensions/stage1.depth")]
    [InlineData("/campaigns/tiny/what-if")]
    [InlineData("/campaigns/tiny/course")]
    [InlineData("/campaigns/tiny/subnets")]
    public async Task Every_page_fits_its_width_and_can_be_read(string address)
    {
        var page = await browser.Open(campaign.Dashboard, address);
        if (await page.Locator("#part").CountAsync() > 0) await page.Locator("#part svg:visible").First.WaitForAsync();
        foreach (var (width, scheme) in Screens)
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, $"{address} is wider than {width}");
            var found = (await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] })).Violations.Where(it => it.Impact is "serious" or "critical")
                .Select(it => $"{it.Id}: {it.Nodes[0].Html}");
            Assert.True(!found.Any(), $"{address} at {width}, {scheme}: {string.Join("\n", found)}");
        }
        await page.CloseAsync();
    }

    /// <summary>What a page is told of a campaign until it is completed: its pulses, and the numbers of the journal's rows.</summary>
    private static async Task<(List<string> Pulses, List<long> Journal)> Follow(DashboardProcess dashboard, string address)
    {
        var (pulses, journal) = (new List<string>(), new List<long>());
        await foreach (var (kind, id, data) in dashboard.Events(address))
        {
            if (kind == "pulse") pulses.Add(data);
            else journal.Add(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture));
            if (kind == "journal" && pulses[^1].Contains("completed", StringComparison.Ordinal)) break;
        }
        return (pulses, journal);
    }
}
