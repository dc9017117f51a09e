using System.Diagnostics;
using System.Net.Sockets;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A campaign that is asked to pause from another terminal, or from the dashboard.</summary>
[Collection(WatchingCollection.Name)]
public sealed class PauseTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private const string Token = "a-token-of-some-length";
    private readonly TemporaryFolder _folder = new();

    private string Runs => _folder.Path("runs");

    private string Campaign => _folder.Path("runs/tiny");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_pauses_and_goes_on_to_the_same_events()
    {
        using (var product = Start())
        {
            Assert.True(TinyCampaign.WaitForRows(Campaign, 20, product), product.Errors);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Campaign, "control.sock")));
            SayNonsense();
            var (exitCode, output, errors) = Product.Run("pause", "tiny", "--runs", Runs);
            Assert.True(exitCode == 0, errors);
            Assert.Contains("pausing", output, StringComparison.Ordinal);
            Assert.True(product.Wait() == 3, product.Errors);
        }
        Assert.False(File.Exists(Path.Combine(Campaign, "control.sock")));
        var again = Product.Run("pause", "tiny", "--runs", Runs);
        Assert.Equal((2, "campaign 'tiny' is not running"), (again.ExitCode, again.Errors.Trim()));
        using var resumed = Start();
        Assert.True(resumed.Wait() == 0, resumed.Errors);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
    }

    [Fact]
    public async Task The_dashboard_may_ask_it_too_and_have_it_go_on_for_whoever_knows_the_token_and_comes_from_its_own_page()
    {
        var file = _folder.WriteSecret("token", Token);
        Directory.CreateDirectory(Runs);
        using var dashboard = new DashboardProcess("--runs", Runs, "--token-file", file, "--allow-resume"); // it may take as long to begin as the campaign takes
        using var product = Start("--set", "training.steps=100000"); // it does not end by itself
        Assert.True(TinyCampaign.WaitForRows(Campaign, 1, product), product.Errors);
        Assert.Equal(401, await Post(null, "same-origin"));
        Assert.Equal(403, await Post(Token, "cross-site"));
        Assert.Equal(409, await Post(Token, "same-origin", "resume")); // it runs
        Assert.False(product.HasEnded);
        Assert.Equal(302, await Post(Token, "same-origin"));
        Assert.True(product.Wait() == 3, product.Errors);
        Assert.Equal(403, await Post(Token, "cross-site", "resume"));
        Assert.Equal(302, await Post(Token, "same-origin", "resume"));
        await Until(() => Task.FromResult(Sessions() == 2)); // a session that is paused before its first event leaves none
        await Until(async () => await Post(Token, "same-origin") == 302);
        await Until(() => Task.FromResult(!S3Actors.Coordinator.Hosting.CampaignLock.IsHeld(new(Campaign))));
        Assert.Equal(2, Sessions());

        static async Task Until(Func<Task<bool>> condition)
        {
            for (var clock = Stopwatch.StartNew(); !await condition(); await Task.Delay(100)) Assert.True(clock.Elapsed < TimeSpan.FromMinutes(10), "the campaign does not go on, or does not pause");
        }

        int Sessions() => Product.Json("status", "tiny", "--runs", Runs).GetProperty("sessions").GetInt32();

        async Task<int> Post(string? token, string site, string action = "pause")
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/campaigns/tiny/{action}");
            request.Headers.Add("Sec-Fetch-Site", site);
            if (token is not null) request.Headers.Add("Cookie", $"s3actors={token}");
            return (int)(await dashboard.Client.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task Without_a_token_there_is_nothing_that_writes()
    {
        foreach (var action in new[] { "pause", "resume" })
            Assert.Equal(404, (int)(await uninterrupted.Dashboard.Client.PostAsync($"/campaigns/tiny/{action}", null)).StatusCode);
    }

    /// <summary>Callers that say something else, too much, or nothing at all.</summary>
    private void SayNonsense()
    {
        foreach (var nonsense in new[] { "stop\n", new string('x', 5000), "" })
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(Campaign, "control.sock")));
            socket.Send(System.Text.Encoding.ASCII.GetBytes(nonsense));
        }
    }

    private Product Start(params string[] options) => Product.Start(["run", _folder.Write("tiny.conf", TinyCampaign.Text), "--runs", Runs, .. options]);
}
