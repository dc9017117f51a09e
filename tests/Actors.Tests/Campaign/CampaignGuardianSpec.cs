using Akka.Persistence;
using S3Actors.Actors.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>A session whose journal fails: tried again where that may help, told in words where it does not.</summary>
public sealed class CampaignGuardianSpec : StreamSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly CampaignHost _host = new();

    private async Task<CampaignOutcome> Session() => await CampaignSystem.Start(Sys, _host.Run).Outcome.WaitAsync(Patience);

    private void Retry(int times) =>
        _host.Execution = _host.Execution with { JournalRetries = times, JournalRetryDelay = TimeSpan.FromMilliseconds(1) };

    private async Task AssertSameAsReference()
    {
        foreach (var (stream, events) in await Reference.Streams) Assert.Equal(events, (await Events(stream)).Select(EventText.Of));
    }

    /// <summary>Whether an entry is one of the first events of a type.</summary>
    private static Func<IPersistentRepresentation, bool> First<TEvent>(int times)
    {
        var seen = 0;
        return entry => Holds<TEvent>()(entry) && Interlocked.Increment(ref seen) <= times;
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_for_a_while_is_tried_again()
    {
        Retry(4);
        await WithJournalWrite(write => write.FailIf(First<TrainingStarted>(2)), async () => Assert.Equal(new CampaignOutcome.Completed(), await Session()));
        await AssertSameAsReference();
        Assert.Equal([new SessionStarted(1, "0.1.0", "a processor", 2), new SessionCompleted(1)], await Events("demo/session"));
    }

    [Fact]
    public async Task A_journal_that_stays_unwritable_ends_the_session_after_the_retries()
    {
        Retry(2);
        var tries = 0;
        await WithJournalWrite(write => write.FailIf(entry => Holds<TrainingStarted>()(entry) && ++tries > 0), async () =>
        {
            var failed = Assert.IsType<CampaignOutcome.Failed>(await Session());
            Assert.StartsWith("demo/supernet-iteration-1 cannot be written: ", failed.Reason, StringComparison.Ordinal);
            Assert.Equal(new SessionFailed(1, failed.Reason), (await Events("demo/session"))[^1]);
        });
        Assert.Equal(3, tries); // once, and two retries
    }

    [Fact]
    public async Task A_pause_asked_for_while_the_journal_fails_is_kept_when_it_can_be_written_again()
    {
        Retry(4);
        var entries = First<TrainingStarted>(1);
        CampaignSystem? campaign = null;
        await WithJournalWrite(write => write.FailIf(entry =>
        {
            if (!entries(entry)) return false;
            campaign!.Pause("asked");
            return true;
        }), async () =>
        {
            campaign = CampaignSystem.Start(Sys, _host.Run);
            Assert.Equal(new CampaignOutcome.Paused(), await campaign.Outcome.WaitAsync(Patience));
        });
        Assert.Equal(new SessionPaused(1, "asked", null), (await Events("demo/session"))[^1]);
    }

    [Fact]
    public async Task A_session_whose_beginning_cannot_be_recorded_does_no_work()
    {
        await WithJournalWrite(write => write.FailIf(Holds<SessionStarted>()), async () =>
        {
            var failed = Assert.IsType<CampaignOutcome.Failed>(await Session());
            Assert.StartsWith("demo/session cannot be written: ", failed.Reason, StringComparison.Ordinal);
        });
        Assert.Empty(_host.Training.StepsTaken);
        Assert.Empty(await Events("demo/session"));
    }

    [Fact]
    public async Task A_session_whose_end_cannot_be_recorded_fails_with_the_campaign_done()
    {
        await WithJournalWrite(write => write.FailIf(Holds<SessionCompleted>()), async () =>
        {
            var failed = Assert.IsType<CampaignOutcome.Failed>(await Session());
            Assert.StartsWith("demo/session cannot be written: ", failed.Reason, StringComparison.Ordinal);
        });
        await AssertSameAsReference();
    }

    [Fact]
    public async Task An_event_that_is_rejected_is_not_tried_again()
    {
        Retry(4);
        var tries = 0;
        await WithJournalWrite(write => write.RejectIf(entry => Holds<TrainingStarted>()(entry) && ++tries > 0), async () =>
        {
            var failed = Assert.IsType<CampaignOutcome.Failed>(await Session());
            Assert.StartsWith("demo/supernet-iteration-1 cannot encode an event: ", failed.Reason, StringComparison.Ordinal);
        });
        Assert.Equal(1, tries);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _host.Dispose();
    }
}
