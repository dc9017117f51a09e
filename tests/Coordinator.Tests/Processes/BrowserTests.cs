using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>The dashboard in a real browser.</summary>
[Collection(WatchingCollection.Name)]
public sealed class BrowserTests(UninterruptedCampaign campaign) : IAsyncLifetime
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

    [Fact]
    public async Task Numbers_of_a_campaign_at_work_change_without_a_reload()
    {
        using var folder = new TemporaryFolder();
        var (runs, file) = (folder.Path("runs"), folder.Write("tiny.conf", TinyCampaign.Text));
        using var dashboard = new DashboardProcess("--runs", runs);
        using var run = Product.Start("run", file, "--runs", runs);
        Assert.True(TinyCampaign.WaitForRows(Path.Combine(runs, "tiny"), 1, run));
        var page = await Open(dashboard, "/campaigns/tiny");
        await page.EvaluateAsync("() => { window.untouched = true }");
        await page.Locator("#pulse .state.completed").WaitForAsync();
        await page.Locator("#part", new PageLocatorOptions { HasText = "Winners" }).WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => window.untouched === true"));
        Assert.InRange(await page.Locator("#part svg").CountAsync(), 3, 100);
        Assert.Equal(0, run.Wait());
    }

    [Fact]
    public async Task A_connection_that_was_lost_comes_back()
    {
        var dashboard = new DashboardProcess("--runs", campaign.Runs);
        var port = dashboard.Client.BaseAddress!.Port;
        var page = await Open(dashboard, "/campaigns/tiny");
        await page.Locator("#part svg:visible").First.WaitForAsync();
        dashboard.Dispose();
        await page.Locator("#connection", new PageLocatorOptions { HasText = "lost" }).WaitForAsync();
        using var again = new DashboardProcess("--runs", campaign.Runs, "--port", $"{port}");
        await page.Locator("#connection").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
    }

    [Fact]
    public async Task The_sliders_of_what_if_answer_where_they_rest()
    {
        using var dashboard = new DashboardProcess("--runs", campaign.Runs);
        var page = await Open(dashboard, "/campaigns/tiny/what-if");
        await page.Locator("select[name=rule]").SelectOptionAsync("sign");
        await page.Locator("#answer", new PageLocatorOptions { HasText = "From iteration 2 on" }).WaitForAsync();
        await page.Locator("input[name=z]").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.WaitForURLAsync(address => address.Contains("z=5", StringComparison.Ordinal));
        Assert.Equal("5", await page.Locator("output").Last.TextContentAsync());
    }

    [Theory]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1920, ColorScheme.Light)]
    public async Task Every_page_fits_its_width_and_can_be_read(int width, ColorScheme scheme)
    {
        using var dashboard = new DashboardProcess("--runs", campaign.Runs);
        foreach (var address in new[] { "/", "/campaigns/tiny", "/campaigns/tiny/decisions", "/campaigns/tiny/dimensions/stage1.depth", "/campaigns/tiny/what-if", "/campaigns/tiny/course", "/campaigns/tiny/subnets" })
        {
            var page = await Open(dashboard, address, width, scheme);
            if (address is "/campaigns/tiny" or "/campaigns/tiny/course" or "/campaigns/tiny/subnets") await page.Locator("#part svg:visible").First.WaitForAsync();
            Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, $"{address} is wider than {width}");
            var found = (await page.RunAxe()).Violations.Where(it => it.Impact is "serious" or "critical").Select(it => $"{it.Id}: {it.Nodes[0].Html}");
            Assert.True(!found.Any(), $"{address} at {width}, {scheme}: {string.Join("\n", found)}");
            await page.CloseAsync();
        }
    }

    private async Task<IPage> Open(DashboardProcess dashboard, string address, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme });
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(new Uri(dashboard.Client.BaseAddress!, address).ToString());
        return page;
    }
}
