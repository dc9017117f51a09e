using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>The winner of a complete campaign is trained from scratch, measured and recorded, whatever interrupts it.</summary>
public class RetrainingTests
{
    private static readonly TrainingSpec Training = Samples.Spec.Training with { Steps = 18, CheckpointEverySteps = 5, RandomSubnets = 0 };

    [Fact]
    public async Task It_follows_the_end_of_the_campaign_and_is_done_once()
    {
        using var host = await Complete();
        var before = host.Events("campaign");
        host.Retraining = Training;
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());

        var after = host.Events("campaign");
        Assert.Equal(before.Select(EventText.Of), after.Take(before.Count).Select(EventText.Of));
        var winner = after.OfType<WinnerSelected>().First(it => it.Search == "final");
        Assert.Equal(new RetrainingStarted("final", winner.Architecture, Training), after[^2]);
        var retrained = Assert.IsType<WinnerRetrained>(after[^1]);
        var trained = host.Events("supernet-retrained").OfType<TrainingFinished>().Single();
        Assert.Equal((winner.Architecture, trained.CheckpointSha256, 18), (retrained.Architecture, retrained.Checkpoint, trained.Steps));
        Assert.Equal(EnclosingSpace.Of(winner.Architecture), host.Events("supernet-retrained").OfType<TrainingStarted>().Single().Space);
        Assert.Equal((30, 24), (retrained.SearchValidation.Images, retrained.ReportValidation.Images));

        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(after.Select(EventText.Of), host.Events("campaign").Select(EventText.Of));
    }

    [Fact]
    public async Task The_controls_winner_is_retrained_alike_beside_it_in_either_order()
    {
        using var host = await Complete();
        (host.Retraining, host.RetrainedSearch) = (Training, "control");
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        var control = host.Events("campaign").OfType<WinnerSelected>().Single(it => it.Search == "control");
        var retrained = Assert.IsType<WinnerRetrained>(host.Events("campaign")[^1]);
        Assert.Equal(("control", control.Architecture), (retrained.Search, retrained.Architecture));
        Assert.Equal(retrained.Checkpoint, host.Events("supernet-control-retrained").OfType<TrainingFinished>().Single().CheckpointSha256);

        host.RetrainedSearch = "final";
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(["control", "final"], host.Events("campaign").OfType<WinnerRetrained>().Select(it => it.Search));
        var rows = host.Rows().Count;
        foreach (var search in new[] { "control", "final" })
        {
            host.RetrainedSearch = search;
            Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        }
        Assert.Equal(rows, host.Rows().Count);
    }

    [Fact]
    public async Task A_session_that_does_not_ask_for_it_leaves_it_alone()
    {
        using var host = await Complete();
        host.Retraining = Training;
        await host.PauseBefore("retrained/7");
        var paused = host.Streams();
        host.Retraining = null;
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(paused, host.Streams());
    }

    [Theory]
    [InlineData("retrained/3")]
    [InlineData("retrained/11")]
    public async Task A_pause_leads_to_the_same_events(string step)
    {
        using var host = await Complete();
        host.Retraining = Training;
        Assert.Equal(new CampaignOutcome.Paused(), await host.PauseBefore(step));
        host.Training.StepsTaken.Clear();
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.DoesNotContain(step, host.Training.StepsTaken.Keys); // the pause's checkpoint held it
        await AssertSameAsUninterrupted(host);
    }

    [Fact]
    public async Task Sessions_stopped_dead_again_and_again_lead_to_the_same_events()
    {
        using var host = await Complete();
        host.Retraining = Training;
        for (var session = 1; session <= 6; session++)
        {
            var dies = host.Writes + session;
            await host.StopDeadAt(dies);
        }
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        await AssertSameAsUninterrupted(host);
    }

    private static async Task AssertSameAsUninterrupted(CampaignHost host)
    {
        using var whole = await Complete();
        whole.Retraining = Training;
        await whole.Session();
        Assert.Equal(whole.Streams(), host.Streams());
    }

    private static async Task<CampaignHost> Complete()
    {
        var host = new CampaignHost();
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        return host;
    }
}
