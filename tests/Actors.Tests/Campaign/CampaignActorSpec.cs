using Akka.Actor;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>The campaign with all its children, over a journal in memory; the test is what supervises it.</summary>
public sealed class CampaignActorSpec : StreamSpec
{
    private const string Stream = "demo/campaign";
    private readonly CampaignHost _host = new();

    private IActorRef Campaign()
    {
        var run = _host.Run;
        return Start(Props.Create(() => new CampaignActor(run, CancellationToken.None)));
    }

    private async Task<IActorRef> Opened(bool completed = false)
    {
        var campaign = Campaign();
        Assert.Equal(completed, (await ExpectMsgAsync<CampaignOpened>()).Completed);
        return campaign;
    }

    private async Task AssertSameAsReference()
    {
        foreach (var (stream, events) in await Reference.Streams) Assert.Equal(events, (await Events(stream)).Select(EventText.Of));
    }

    [Fact]
    public async Task A_new_campaign_is_created_and_waits_for_the_word()
    {
        await Opened();
        var created = Assert.IsType<CampaignCreated>(Assert.Single(await Events(Stream)));
        Assert.Equal((_host.DatasetDigest, SpecDigest.Of(_host.Spec)), (created.DatasetDigest, created.SpecDigest));
    }

    [Fact]
    public async Task It_goes_through_its_phases_to_the_events_of_a_run_on_the_real_journal()
    {
        (await Opened()).Tell(new ContinueCampaign(null));
        await ExpectMsgAsync<CampaignFinished>();
        await AssertSameAsReference();
        await Opened(completed: true);
    }

    [Fact]
    public async Task The_word_to_go_on_that_comes_twice_decides_nothing()
    {
        var campaign = await Opened();
        campaign.Tell(new ContinueCampaign(null));
        campaign.Tell(new ContinueCampaign(null));
        await ExpectMsgAsync<CampaignFinished>();
        campaign.Tell(new ContinueCampaign(null));
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        await AssertSameAsReference();
    }

    [Fact]
    public async Task Another_specification_or_other_images_are_refused_and_nothing_is_recorded()
    {
        await Stop(await Opened());
        var events = await Events(Stream);
        _host.Spec = _host.Spec with { Training = _host.Spec.Training with { Steps = 21 } };
        _host.DatasetDigest = new string('e', 64);
        Campaign();
        Assert.Equal(2, (await ExpectMsgAsync<CampaignRefused>()).Differences.Count);
        await Then(Stream, [.. events]);
    }

    [Fact]
    public async Task Before_it_goes_on_a_pause_is_answered_at_once()
    {
        (await Opened()).Tell(new PauseCampaign());
        await ExpectMsgAsync(new CampaignPaused(null));
    }

    [Fact]
    public async Task In_training_a_pause_brings_the_checkpoint_that_the_next_session_goes_on_from()
    {
        var campaign = await Opened();
        var progress = CreateTestProbe();
        Sys.EventStream.Subscribe(progress, typeof(Progress));
        _host.Training.BeforeStep = name =>
        {
            if (name != "iteration-1/3") return;
            campaign.Tell(new PauseCampaign(), TestActor);
            progress.FishForMessage<Progress>(it => it.Detail == "pausing"); // so that the slice ends after the trainer heard of it
        };
        campaign.Tell(new ContinueCampaign(null));
        var pause = (await ExpectMsgAsync<CampaignPaused>()).Checkpoint!;
        Assert.Equal("iteration-1", pause.Supernet);
        await Stop(campaign);

        _host.Training.BeforeStep = _ => { };
        (await Opened()).Tell(new ContinueCampaign(pause));
        await ExpectMsgAsync<CampaignFinished>();
        Assert.All(_host.Training.StepsTaken.Values, times => Assert.Equal(1, times));
        await AssertSameAsReference();
    }

    [Fact]
    public async Task While_subnets_are_measured_a_pause_is_answered_at_once_and_nothing_more_is_decided()
    {
        var campaign = await Opened();
        var measured = 0;
        _host.Evaluation.BeforeGroup = _ => { if (Interlocked.Increment(ref measured) == 1) campaign.Tell(new PauseCampaign()); };
        campaign.Tell(new ContinueCampaign(null));
        await ExpectMsgAsync(new CampaignPaused(null));
        await Stop(campaign);
        Assert.Equal(2, (await Events(Stream)).Count); // created, and the first iteration begun

        (await Opened()).Tell(new ContinueCampaign(null));
        await ExpectMsgAsync<CampaignFinished>();
        await AssertSameAsReference();
    }

    [Fact]
    public async Task A_child_that_cannot_write_stops_the_whole_campaign_and_the_next_one_goes_on()
    {
        var campaign = await Opened();
        Watch(campaign);
        await WithJournalWrite(write => write.FailIf(Holds<TrainingIntervalFinished>()), async () =>
        {
            campaign.Tell(new ContinueCampaign(null));
            var broken = await ExpectMsgAsync<StreamBroken>();
            Assert.Equal(("demo/supernet-iteration-1", true), (broken.Stream, broken.MayPass));
            await ExpectTerminatedAsync(campaign);
        });
        (await Opened()).Tell(new ContinueCampaign(null));
        await ExpectMsgAsync<CampaignFinished>();
        await AssertSameAsReference();
    }

    [Fact]
    public async Task An_event_that_is_rejected_is_told_of_as_hopeless()
    {
        var campaign = await Opened();
        await WithJournalWrite(write => write.RejectIf(Holds<TrainingStarted>()), async () =>
        {
            campaign.Tell(new ContinueCampaign(null));
            var broken = await ExpectMsgAsync<StreamBroken>();
            Assert.Equal(("demo/supernet-iteration-1", false), (broken.Stream, broken.MayPass));
        });
    }

    [Fact]
    public async Task Its_own_write_that_fails_stops_it() =>
        await ThenAFailedWriteStops(await Opened(), Stream, new ContinueCampaign(null));

    [Fact]
    public async Task Work_that_fails_is_passed_on()
    {
        _host.Evaluation.BeforeGroup = _ => throw new InvalidOperationException("no memory");
        (await Opened()).Tell(new ContinueCampaign(null));
        var failed = await FishForMessageAsync<WorkFailed>(_ => true);
        Assert.Equal("no memory", failed.Reason);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _host.Dispose();
    }
}
