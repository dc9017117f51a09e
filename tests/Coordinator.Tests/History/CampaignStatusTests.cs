using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Telemetry;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Coordinator.History;

/// <summary>The state of a campaign from its sessions and its lock.</summary>
public sealed class CampaignStatusTests
{
    [Fact]
    public void A_held_lock_means_running() => Assert.Equal(("running", false), State(lockHeld: true, end: null));

    [Fact]
    public void A_session_without_an_end_and_without_a_lock_was_interrupted() => Assert.Equal(("paused", true), State(lockHeld: false, end: null));

    [Fact]
    public void A_pause_is_no_interruption() => Assert.Equal(("paused", false), State(lockHeld: false, new SessionPaused(1, "SIGINT", null)));

    [Fact]
    public void A_failure_is_told_with_its_reason()
    {
        var status = CampaignStatus.Of(History(new SessionFailed(1, "no room")), lockHeld: false);
        Assert.Equal(("failed", "no room"), (status.State, status.Reason));
        Assert.Null(CampaignStatus.Of(History(new SessionFailed(1, "no room")), lockHeld: true).Reason);
    }

    [Fact]
    public void A_complete_campaign_stays_so_even_if_its_process_was_killed_at_the_very_end()
    {
        var status = CampaignStatus.Of(History(new CampaignCompleted(0)), lockHeld: false);
        Assert.Equal(("completed", false, "done"), (status.State, status.Interrupted, status.Phase));
    }

    [Theory]
    [InlineData(30, "running")]
    [InlineData(12 * 60, "silent")]
    public void A_process_that_holds_the_campaign_and_does_nothing_is_told_from_one_at_work(int seconds, string state)
    {
        using var temporary = new TemporaryFolder();
        var folder = new CampaignFolder(temporary.Path("."));
        temporary.Write("lock", "");
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(folder.LockFile));
        var status = CampaignStatus.Of(folder, History(null), lockHeld: true, written.AddSeconds(seconds));
        Assert.Equal((state, (double)seconds), (status.State, status.Live!.SecondsSilent));
        new TelemetryFile(folder).Append(new TelemetrySample(written.AddSeconds(seconds - 2), 1, "measure", "iteration-1", 5, 10, "subnet", null, null, null, 0, 0));
        Assert.Equal("running", CampaignStatus.Of(folder, History(null), lockHeld: true, written.AddSeconds(seconds)).State);
        Assert.Null(CampaignStatus.Of(folder, History(null), lockHeld: false, written.AddSeconds(seconds)).Live);
    }

    /// <summary>It ends between the look at the lock and the reading of the journal, which then lacks its end, or the other way round.</summary>
    [Fact]
    public void A_session_that_ends_or_begins_during_the_look_is_no_crash()
    {
        using var temporary = new TemporaryFolder();
        var folder = new CampaignFolder(temporary.Path("."));
        var held = CampaignLock.TryTake(folder)!;
        var ending = CampaignStatus.Read(folder, () =>
        {
            var history = History(null);
            held.Dispose();
            return history;
        }, DateTimeOffset.UtcNow);
        Assert.Equal(("running", false), (ending.State, ending.Interrupted));
        var beginning = CampaignStatus.Read(folder, () =>
        {
            held = CampaignLock.TryTake(folder)!;
            return History(null);
        }, DateTimeOffset.UtcNow);
        held.Dispose();
        Assert.Equal(("running", false), (beginning.State, beginning.Interrupted));
    }

    private static (string, bool) State(bool lockHeld, IEvent? end)
    {
        var status = CampaignStatus.Of(History(end), lockHeld);
        return (status.State, status.Interrupted);
    }

    /// <summary>A session, and what came after it began.</summary>
    private static CampaignHistory History(IEvent? then) => CampaignHistory.Of("demo",
        new IEvent?[] { new SessionStarted(1, "1.0", "here", 2), then }.OfType<IEvent>().Select((it, i) => new JournalRow(i + 1, "", i + 1, new EventHeader(0, "1.0", []), it)));
}
