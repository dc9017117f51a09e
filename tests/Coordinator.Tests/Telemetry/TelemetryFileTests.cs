using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Telemetry;
using S3Actors.Messages.Commands;

namespace S3Actors.Tests.Coordinator.Telemetry;

/// <summary>The file of samples: what is written is read, whatever state it is found in.</summary>
public sealed class TelemetryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CampaignFolder Campaign => new(_folder.Path("."));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_come_back_as_they_were_written()
    {
        var file = new TelemetryFile(Campaign);
        Assert.Null(file.Newest());
        file.Append(Sample(1));
        file.Append(Sample(2) with { Step = new StepFigures(2.5, double.NaN, 2.25, 1.5, 0.001), ImagesPerSecond = null });
        Assert.Equal([1L, 2L], file.All().Select(it => it.Done));
        Assert.Equal(Sample(1), file.All().First());
        Assert.Equal((2.5, true, (double?)null), (file.Newest()!.Step!.LargestLoss, double.IsNaN(file.Newest()!.Step!.RandomLoss), file.Newest()!.ImagesPerSecond));
    }

    [Fact]
    public void The_pace_of_steps_and_the_devices_come_back_too_and_are_absent_from_samples_of_earlier_versions()
    {
        var file = new TelemetryFile(Campaign);
        DeviceUse device = new("cuda:0", 0.5, 1 << 30, 1L << 36);
        file.Append(Sample(1) with { Step = new StepFigures(2, 2, 2, 1, 1e-3) { WaitShare = 0.25, MacsPerSecond = 2e9, PeakShare = 0.125 }, Devices = [device] });
        Assert.Equal((0.25, 2e9, 0.125), (file.Newest()!.Step!.WaitShare, file.Newest()!.Step!.MacsPerSecond, file.Newest()!.Step!.PeakShare));
        Assert.Equal([device], file.Newest()!.Devices);
        File.AppendAllText(Campaign.TelemetryFile, """{"time":"2026-01-01T00:00:00+00:00","process":7,"phase":"train","subject":"final","done":2,"total":3,"unit":"step","images_per_second":null,"seconds_left":null,"step":{"largest_loss":1,"random_loss":1,"smallest_loss":1,"gradient_norm":1,"learning_rate":1},"working_set_bytes":5,"processor_cores":1}""" + "\n");
        Assert.Equal((2L, (double?)null, (IReadOnlyList<DeviceUse>?)null), (file.Newest()!.Done, file.Newest()!.Step!.WaitShare, file.Newest()!.Devices));
    }

    [Fact]
    public void A_line_that_was_cut_short_is_passed_over()
    {
        var file = new TelemetryFile(Campaign);
        file.Append(Sample(1));
        File.AppendAllText(Campaign.TelemetryFile, "{\"time\":\"2026-0");
        Assert.Equal(1, file.Newest()!.Done);
        Assert.Single(file.All());
    }

    [Fact]
    public void Two_files_hold_the_newest_samples_and_never_more_than_their_bound()
    {
        const int bound = 4000;
        var file = new TelemetryFile(Campaign, bound);
        for (var i = 1; i <= 200; i++) file.Append(Sample(i));
        var bytes = new FileInfo(Campaign.TelemetryFile).Length + new FileInfo(Campaign.OlderTelemetryFile).Length;
        Assert.InRange(bytes, bound, 2 * bound + 1000);
        var kept = file.All().Select(it => it.Done).ToList();
        Assert.Equal(Enumerable.Range(201 - kept.Count, kept.Count).Select(i => (long)i), kept);
        Assert.Equal(200, file.Newest()!.Done);
    }

    [Fact]
    public void The_newest_sample_is_found_also_while_the_file_is_being_changed()
    {
        var file = new TelemetryFile(Campaign, 0); // every sample begins a new file
        file.Append(Sample(1));
        file.Append(Sample(2));
        File.Delete(Campaign.TelemetryFile);
        Assert.Equal(1, file.Newest()!.Done);
    }

    private static TelemetrySample Sample(long done) =>
        new(DateTimeOffset.UnixEpoch.AddSeconds(done), 7, "train", "iteration-1", done, 300, "step", 1234.5, 20, null, 1 << 28, 1.75);
}
