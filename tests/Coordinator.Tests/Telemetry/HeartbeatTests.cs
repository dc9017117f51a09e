using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Telemetry;
using S3Actors.Messages.Commands;

namespace S3Actors.Tests.Coordinator.Telemetry;

/// <summary>What a session says of itself.</summary>
public sealed class HeartbeatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_last_sample_says_what_was_heard_last()
    {
        var campaign = new CampaignFolder(_folder.Path("."));
        await using (var heartbeat = new Heartbeat(campaign, TimeProvider.System))
        {
            heartbeat.Hear(new Progress(CampaignPhase.Train, 1, "iteration-1", 10, 700, "step", 64, "") { Step = new StepFigures(2, 2.1, 2.2, 1, 0.01) });
            heartbeat.Hear(new Progress(CampaignPhase.Search, 0, "final", 1, 5, "generation", 0, ""));
            heartbeat.Hear(new Progress(CampaignPhase.Search, 0, "final/generation-2", 3, 16, "subnet", 5000, "")); // a part of the search tells its pace only
        }
        var last = new TelemetryFile(campaign).Newest()!;
        Assert.Equal(("search", "final", 1L, 5L, "generation", null), (last.Phase, last.Subject, last.Done, last.Total, last.Unit, last.Step));
        Assert.Equal(Environment.ProcessId, last.Process);
        Assert.InRange(last.WorkingSetBytes, 1 << 20, long.MaxValue);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_stops_nothing()
    {
        await using var heartbeat = new Heartbeat(new CampaignFolder(_folder.Path("missing")), TimeProvider.System);
        heartbeat.Hear(new Progress(CampaignPhase.Train, 1, "iteration-1", 10, 700, "step", 64, ""));
    }
}
