using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.WhatIf;
using S3Actors.Messages.Events;
using S3Actors.Models.Measurement;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Formats;

/// <summary>Campaigns that earlier versions wrote are whole, agree with themselves, decide again as they did, and go on.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class FrozenJournalTests
{
    public static TheoryData<string> Versions => new(FrozenCampaign.Versions);

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_decision_is_made_again_as_it_was(string version)
    {
        using var campaign = new FrozenCampaign(version);
        AssertReplays(campaign);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Places_that_a_later_version_adds_are_passed_over(string version)
    {
        using var campaign = new FrozenCampaign(version);
        var before = RunFingerprint.Of(campaign.Folder);
        var rows = LaterVersion.Rewrite(campaign.Folder);
        Assert.InRange(rows, 100, int.MaxValue);
        Assert.Empty(RunFingerprint.Of(campaign.Folder).DifferencesFrom(before));
        AssertReplays(campaign);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_same_command_goes_on_with_it(string version)
    {
        using var campaign = new FrozenCampaign(version);
        var before = TinyCampaign.Events(campaign.Folder.Path);
        var (exitCode, _, errors) = Product.Run("run", campaign.ConfigurationFile, "--runs", campaign.Runs);
        Assert.True(exitCode == 0, errors);
        Assert.Equal(before, TinyCampaign.Events(campaign.Folder.Path));
        Assert.Equal(0, Product.Run("audit", "frozen", "--verify", "--runs", campaign.Runs).ExitCode);
    }

    /// <summary>
    /// On the processor and the libtorch that wrote them the errors are the same to the last image. On others sums are rounded otherwise, by
    /// about 1e-6 of the loss; an image changes sides only where two classes are that close, so one in a hundred is far more than there can be.
    /// </summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void Its_checkpoints_load_and_give_the_errors_recorded(string version)
    {
        using var campaign = new FrozenCampaign(version);
        var configuration = campaign.Configuration;
        var (spec, images) = (configuration.Spec, CampaignImages.Read(configuration));
        using var journal = new JournalReader(campaign.Folder);
        var events = journal.All().Select(row => row.Event).ToList();
        var measured = 0;
        foreach (var training in events.OfType<TrainingFinished>())
        {
            var space = events.OfType<TrainingStarted>().Single(it => it.Supernet == training.Supernet).Space;
            var file = Path.Combine(campaign.Folder.Path, "checkpoints", training.CheckpointFile);
            using var evaluator = new SubnetEvaluator(spec.Network, space, file, new EvaluationExecution(CheckpointSha256: training.CheckpointSha256));
            foreach (var set in events.OfType<SubnetEvaluated>().Where(it => it.Checkpoint == training.CheckpointSha256 && it.Set.Images <= 1000).GroupBy(it => it.Set))
            {
                var recorded = set.Select(it => it.Result).ToList();
                var results = evaluator.Evaluate([.. recorded.Select(it => it.Architecture)], images.Splits[set.Key.Split], set.Key.Images, spec.Measurement.BatchSize, spec.Data, default);
                foreach (var (then, now) in recorded.Zip(results))
                {
                    Assert.InRange(now.MeanLoss, then.MeanLoss * (1 - 1e-4), then.MeanLoss * (1 + 1e-4));
                    Assert.InRange(now.Error.Incorrect - then.Error.Incorrect, -set.Key.Images / 100, set.Key.Images / 100);
                    measured++;
                }
            }
        }
        Assert.InRange(measured, 30, int.MaxValue);
    }

    private static void AssertReplays(FrozenCampaign campaign)
    {
        Assert.Equal([], JournalScan.Of(campaign.Folder).Faults);
        var verification = JournalVerification.Of(campaign.Folder);
        Assert.Equal([], verification.Findings);
        Assert.InRange(verification.Recomputed, 50, int.MaxValue);
        var replay = new CampaignReplay(CampaignReplay.Read(campaign.Folder), Alteration.None).Run("");
        Assert.Equal((replay.Dimensions.Count, (int?)null, (int?)null), (replay.SameMoves, replay.FirstDifferentMove, replay.FirstDifferentSpace));
        Assert.NotEmpty(replay.Dimensions);
    }
}
