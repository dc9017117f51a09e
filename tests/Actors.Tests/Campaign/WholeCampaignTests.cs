using S3Actors.Messages.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

public class WholeCampaignTests
{
    [Fact]
    public async Task A_campaign_goes_through_all_its_phases_to_two_winners()
    {
        using var host = new CampaignHost();
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());

        Assert.Equal(
            ["campaign-created-v1", "iteration-started-v1", "space-evolved-v1", "iteration-started-v1", "space-evolved-v1", "final-supernet-started-v1",
                "architecture-search-started-v1", "winner-selected-v1", "architecture-search-started-v1", "winner-selected-v1", "campaign-completed-v1"],
            host.Events("campaign").Select(content => EventNames.NameOf(content.GetType())));
        Assert.Equal(
            ["campaign", "ledger", "population-control", "population-final", "session",
                .. Samples.Space.Dimensions.Select(dimension => dimension.Id.ToString()).Order(StringComparer.Ordinal),
                "supernet-final", "supernet-iteration-1", "supernet-iteration-2"],
            host.Rows().Select(row => row.Stream["demo/".Length..]).Distinct().Order(StringComparer.Ordinal));
        Assert.IsType<SessionStarted>(host.Events("session")[0]);
        Assert.IsType<SessionCompleted>(host.Events("session")[1]);
    }

    [Fact]
    public async Task Nothing_is_measured_or_trained_twice_and_every_checkpoint_is_loaded_once_an_evaluator()
    {
        using var host = new CampaignHost();
        await host.Session();
        Assert.All(host.Evaluation.Measured.Values, times => Assert.Equal(1, times));
        Assert.Equal(host.Evaluation.Measured.Count, host.Events("ledger").OfType<SubnetEvaluated>().Count());
        Assert.Equal(20 + 20 + 25, host.Training.StepsTaken.Count);
        Assert.All(host.Training.StepsTaken.Values, times => Assert.Equal(1, times));
        Assert.All(host.Evaluation.Loaded.Values, times => Assert.InRange(times, 1, 4)); // two evaluators; iteration 1 comes back in the control
    }

    [Fact]
    public async Task The_journal_is_chained_dated_and_numbered()
    {
        using var host = new CampaignHost();
        await host.Session();
        foreach (var stream in host.Rows().GroupBy(row => row.Stream))
        {
            _ = stream.Select(row => row.Recorded).Aggregate(Array.Empty<byte>(), DigestChain.Follow);
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(number => (long)number), stream.Select(row => row.SequenceNumber));
            Assert.All(stream, row => Assert.Equal((JournalSerializer.RowIdentifier, "0.1.0"), (row.Identifier, row.Recorded.Header.ProductVersion)));
            Assert.All(stream, row => Assert.Equal(2020, DateTimeOffset.FromUnixTimeMilliseconds(row.Recorded.Header.UnixMicroseconds / 1000).Year));
        }
    }

    [Fact]
    public async Task Only_the_last_checkpoint_of_every_supernet_stays()
    {
        using var host = new CampaignHost();
        await host.Session();
        Assert.Equal(
            ["final-step25.safetensors", "iteration-1-step20.safetensors", "iteration-2-step20.safetensors"],
            Directory.GetFiles(host.CheckpointFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_completed_campaign_stays_as_it_is()
    {
        using var host = new CampaignHost();
        await host.Session();
        var rows = host.Rows().Count;
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(rows, host.Rows().Count);
    }

    [Fact]
    public async Task Controls_of_both_budgets_train_supernets_of_their_own()
    {
        using var host = new CampaignHost();
        host.Spec = host.Spec with { Search = host.Spec.Search with { ControlBudget = ControlBudget.Both } };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        var iterations = host.Events("campaign").OfType<IterationStarted>().Count();
        Assert.Equal(
            [("final", 25), ("control", 25), ("control-total", 20 * iterations + 25)],
            ((string[])["final", "control", "control-total"]).Select(name => (name, host.Events($"supernet-{name}").OfType<TrainingStarted>().Single().Steps)));
        Assert.Equal(["final", "control", "control-total"], host.Events("campaign").OfType<WinnerSelected>().Select(winner => winner.Search));
        Assert.All(((string[])["control", "control-total"]), name => Assert.Equal(host.Spec.InitialSpace, host.Events($"supernet-{name}").OfType<TrainingStarted>().Single().Space));
    }

    [Theory]
    [InlineData(0, "final")]
    [InlineData(2, "iteration-1")]
    public async Task A_space_that_holds_nothing_within_the_constraint_is_refused_before_its_supernet_is_trained(int iterations, string supernet)
    {
        using var host = new CampaignHost();
        var limit = new CostLimit(100, null);
        host.Spec = host.Spec with
        {
            Evolution = host.Spec.Evolution with { Iterations = iterations },
            Measurement = host.Spec.Measurement with { Limit = limit }, Search = host.Spec.Search with { Limit = limit },
        };
        var failed = Assert.IsType<CampaignOutcome.Failed>(await host.Session());
        Assert.StartsWith($"{supernet} is not trained: ", failed.Reason, StringComparison.Ordinal);
        Assert.True(failed.IsDecided);
        Assert.Contains("the space's smallest has", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(host.Events($"supernet-{supernet}"));
    }

    [Fact]
    public async Task Another_specification_or_other_images_under_the_name_are_refused_and_nothing_is_written()
    {
        using var host = new CampaignHost();
        await host.Session((_, campaign) => { campaign.Pause("at once"); return campaign.Outcome; });
        var rows = host.Rows().Count;
        host.Spec = host.Spec with { Training = host.Spec.Training with { Steps = 21 } };
        host.DatasetDigest = new string('e', 64);
        var refused = Assert.IsType<CampaignOutcome.Refused>(await host.Session());
        Assert.Equal(
            ["training.steps: 20 in the journal, 21 now", "data: images with digest dddddddddddd... in the journal, eeeeeeeeeeee... now"], refused.Differences);
        Assert.Equal(rows, host.Rows().Count);
    }
}
