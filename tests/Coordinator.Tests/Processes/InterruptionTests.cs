using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.History.Verification;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>Whatever stops a campaign, the same command goes on, and its events are those of one that nothing stopped.</summary>
[Collection(ProcessCollection.Name)]
public sealed class InterruptionTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Campaign => _folder.Path("runs/tiny");

    [Fact]
    public void Killed_at_random_moments_it_has_the_same_events()
    {
        var total = TinyCampaign.Rows(uninterrupted.Folder);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        long reached = 0;
        for (var kill = 1; kill <= 3; kill++)
        {
            // One moment in each third: training, measurement and search are all struck sooner or later.
            var rows = Math.Max(reached + 1, random.NextInt64((kill - 1) * total / 3 + 1, kill * total / 3));
            using var product = Start("--set", "execution.evaluators=1");
            if (TinyCampaign.WaitForRows(Campaign, rows, product)) Thread.Sleep(random.Next(30));
            product.Kill();
            reached = TinyCampaign.Rows(Campaign);
            var status = Product.Json("status", "tiny", "--runs", _folder.Path("runs"));
            if (status.GetProperty("state").GetString() == "completed") break;
            Assert.Equal(("paused", true), (status.GetProperty("state").GetString(), status.GetProperty("interrupted").GetBoolean()));
        }
        using var last = Start("--set", "execution.training_threads=1");
        Assert.True(last.Wait() == 0, last.Errors);
        AssertSameEvents($"seed {seed}");
    }

    [Fact]
    public void Stopped_by_a_signal_it_pauses_and_goes_on_to_the_same_events()
    {
        using (var product = Start())
        {
            Assert.True(TinyCampaign.WaitForRows(Campaign, 4, product)); // created, started, in training
            product.Freeze(); // a small campaign must not end before it was looked at and interrupted
            var second = Product.Run("run", uninterrupted.File, "--runs", _folder.Path("runs"));
            Assert.Equal(4, second.ExitCode);
            Assert.Contains("already running", second.Errors, StringComparison.Ordinal);
            Assert.Equal("running", Product.Json("status", "tiny", "--runs", _folder.Path("runs")).GetProperty("state").GetString());
            product.Interrupt();
            product.Thaw();
            Assert.True(product.Wait() == 3, product.Errors);
            Assert.Contains("the same command goes on", product.Errors, StringComparison.Ordinal);
        }
        var status = Product.Json("status", "tiny", "--runs", _folder.Path("runs"));
        Assert.Equal(("paused", false), (status.GetProperty("state").GetString(), status.GetProperty("interrupted").GetBoolean()));

        using var resumed = Start();
        Assert.True(resumed.Wait() == 0, resumed.Errors);
        Assert.Equal(2, Product.Json("status", "tiny", "--runs", _folder.Path("runs")).GetProperty("sessions").GetInt32());
        AssertSameEvents("paused");
    }

    private Product Start(params string[] options) => Product.Start(["run", uninterrupted.File, "--runs", _folder.Path("runs"), .. options]);

    private void AssertSameEvents(string how)
    {
        var events = TinyCampaign.Events(Campaign);
        Assert.Equal(uninterrupted.Events.Keys, events.Keys);
        foreach (var (stream, expected) in uninterrupted.Events)
            Assert.True(expected.SequenceEqual(events[stream]), $"{how}: stream {stream} differs");
        Assert.Equal([], JournalVerification.Of(new CampaignFolder(Campaign)).Findings);
    }
}
