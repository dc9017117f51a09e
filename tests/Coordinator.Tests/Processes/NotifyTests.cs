using System.Diagnostics;
using System.Net;
using System.Text.Json;
using S3Actors.Tests.Coordinator.Notification;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>News as a webhook and a command get them.</summary>
[Collection(WatchingCollection.Name)]
public sealed class NotifyTests(UninterruptedCampaign campaign)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public void A_campaign_that_ends_is_told_to_both_and_every_body_is_whole()
    {
        using var folder = new TemporaryFolder();
        using var server = new WebhookServer();
        var (runs, file, heard) = (folder.Path("runs"), folder.Write("tiny.conf", TinyCampaign.Text), folder.Path("heard"));
        Directory.CreateDirectory(runs);
        using var notify = Product.StartWith(new Dictionary<string, string> { ["HOOK"] = server.Address, ["SECRET"] = "Bearer abc" },
            "notify", "--runs", runs, "--webhook-from", "HOOK", "--header-from", "Authorization=SECRET", "--every", "0.2", "--low-disk-mib", "0",
            "--command", $"echo \"$S3ACTORS_EVENT $S3ACTORS_CAMPAIGN\" >> {heard}");
        notify.WaitForError("watching");
        Assert.Equal(0, Product.Run("run", file, "--runs", runs).ExitCode);
        WaitUntil(() => server.Posts.Any(it => it.Body.Contains("\"finished\"", StringComparison.Ordinal)) && File.Exists(heard) && File.ReadAllText(heard).Contains("finished tiny", StringComparison.Ordinal), () => notify.Errors);
        notify.Interrupt();
        Assert.Equal(0, notify.Wait());
        var bodies = server.Posts.Select(it => JsonDocument.Parse(it.Body).RootElement).ToList();
        Assert.All(server.Posts, it => Assert.Equal(("application/json; charset=utf-8", "Bearer abc"), (it.Type, it.Authorization)));
        Assert.Equal("begun", bodies[0].GetProperty("event").GetString());
        var last = bodies[^1];
        Assert.Equal(("finished", "tiny", "completed"), (last.GetProperty("event").GetString(), last.GetProperty("campaign").GetString(), last.GetProperty("status").GetProperty("state").GetString()));
        Assert.Contains("test error", last.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", notify.Errors + notify.Output, StringComparison.Ordinal);
        Assert.Equal(bodies.Select(it => it.GetProperty("event").GetString() + " tiny"), File.ReadAllLines(heard));
    }

    [Fact]
    public void A_server_that_fails_for_a_while_gets_the_message_in_the_end()
    {
        using var server = new WebhookServer(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway);
        var (exitCode, output, errors) = Product.Run("notify", "--test", "--text", "--webhook", server.Address, "--runs", campaign.Runs);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("was taken", output, StringComparison.Ordinal);
        Assert.Equal(3, server.Posts.Count);
        Assert.Equal(("s3actors can reach you", "text/plain; charset=utf-8", null), server.Posts.Last());
    }

    [Theory]
    [InlineData("--command", "exit 7", "exit code 7")]
    [InlineData("--webhook", "http://127.0.0.1:1/", "cannot be reached")]
    public void Nobody_to_be_reached_is_one_line(string option, string value, string told)
    {
        var (exitCode, _, errors) = Product.Run("notify", "--test", option, value, "--runs", campaign.Runs);
        Assert.Equal(1, exitCode);
        Assert.Contains(told, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "nobody to tell")]
    [InlineData("--webhook ftp://x/", "http://")]
    [InlineData("--webhook-from S3ACTORS_NO_SUCH_VARIABLE", "S3ACTORS_NO_SUCH_VARIABLE")]
    [InlineData("--command true --header-from Authorization", "Authorization=VARIABLE")]
    [InlineData("--command true --on lunch", "lunch")]
    [InlineData("--command true --every 0", "0.1..86400")]
    [InlineData("other --command true", "other")]
    public void What_is_not_allowed_is_one_line(string options, string told)
    {
        var (exitCode, output, errors) = Product.Run(["notify", "--runs", campaign.Runs, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(told, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static void WaitUntil(Func<bool> condition, Func<string> said)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Patience, said());
            Thread.Sleep(20);
        }
    }
}
