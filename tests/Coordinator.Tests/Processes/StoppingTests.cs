using System.Diagnostics;
using S3Actors.Coordinator.Doctor;
using S3Actors.Models.Durability;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>Signals: the first finishes what is in hand and saves it, the second stops at once, and neither may take longer than stated.</summary>
[Collection(ProcessCollection.Name)]
public sealed class StoppingTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private const int Interrupt = 2, Terminate = 15;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Campaign => _folder.Path("runs/tiny");

    [Fact]
    public void The_first_signal_pauses_while_subnets_are_measured_too()
    {
        using (var product = Start())
        {
            Assert.True(TinyCampaign.WaitForRows(Campaign, 20, product), product.Errors);
            product.Signal(Terminate);
            Assert.True(product.Wait() == 3, product.Errors);
        }
        using var resumed = Start();
        Assert.True(resumed.Wait() == 0, resumed.Errors);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
    }

    [Fact]
    public void A_slice_that_takes_too_long_is_given_up_in_the_time_stated()
    {
        using var product = StartLongSlice("1");
        var clock = Stopwatch.StartNew();
        product.Signal(Terminate);
        Assert.True(product.Wait() == 3, product.Errors);
        Assert.Contains("longer than execution.stop_timeout_seconds = 1", product.Errors, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.9, 10); // 1 second, and room for a busy machine; the slice would take longer
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public void The_second_signal_stops_at_once(int signal)
    {
        using (var product = StartLongSlice("1000"))
        {
            product.Signal(signal);
            product.WaitForError("pausing");
            product.Signal(signal);
            Assert.Equal(128 + signal, product.Wait());
        }
        var status = Product.Json("status", "slow", "--runs", _folder.Path("runs"));
        Assert.Equal(("paused", true), (status.GetProperty("state").GetString(), status.GetProperty("interrupted").GetBoolean()));
    }

    [Fact]
    public void One_that_comes_when_the_campaign_is_complete_waits_for_its_report()
    {
        using var product = Start();
        Assert.True(TinyCampaign.WaitForRows(Campaign, 20, product), product.Errors);
        product.WaitForLog(Path.Combine(Campaign, "log.txt"), "session: completed");
        product.Signal(Terminate);
        Assert.True(product.Wait() == 0, product.Errors);
        Assert.True(File.Exists(Path.Combine(Campaign, "report.html")));
    }

    /// <summary>A training whose slice has begun and takes all 20 000 steps to the first checkpoint: minutes.</summary>
    private Product StartLongSlice(string stopTimeoutSeconds)
    {
        var tally = _folder.Path("tally");
        PointTally.Create(tally);
        string[] settings = ["training.steps=20000", "training.checkpoint_every_steps=20000", "execution.slice_steps=20000", $"execution.stop_timeout_seconds={stopTimeoutSeconds}"];
        var product = Product.StartWith(
            new Dictionary<string, string> { ["S3ACTORS_TALLY"] = tally },
            ["run", uninterrupted.File, "--runs", _folder.Path("runs"), "--name", "slow", .. settings.SelectMany(setting => new[] { "--set", setting })]);
        using var reached = PointTally.Open(tally);
        while (reached[CriticalPoints.StepDone] == 0)
        {
            Assert.False(product.HasEnded, product.Errors);
            Thread.Sleep(5);
        }
        return product;
    }

    private Product Start(params string[] options) => Product.Start(["run", uninterrupted.File, "--runs", _folder.Path("runs"), .. options]);
}
