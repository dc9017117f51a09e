using System.Collections.Concurrent;
using S3Actors.Models.Native;
using Akka.Actor;
using Akka.Persistence.Sql;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Models.Data;
using S3Actors.Models.Randomness;
using S3Actors.Models.Training;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>The whole campaign with real weights: small images that tell their class by their brightness.</summary>
public class RealCampaignTests
{
    private static readonly CampaignSpec Spec = Samples.Spec with
    {
        Network = Samples.Network with { ClassCount = 3 },
        Evolution = Samples.Spec.Evolution with { Iterations = 1 },
        Measurement = Samples.Spec.Measurement with { Subnets = 3 },
    };

    private readonly ConcurrentQueue<StepFigures> _steps = new();

    [Fact]
    public async Task A_real_campaign_paused_in_training_has_the_events_and_the_weights_of_one_that_was_not()
    {
        using var whole = new CampaignHost { Spec = Spec };
        using var paused = new CampaignHost { Spec = Spec };
        Assert.Equal(new CampaignOutcome.Completed(), await Session(whole, 1, 1, int.MaxValue));
        paused.Execution = paused.Execution with { SliceSteps = 1 };
        Assert.Equal(new CampaignOutcome.Paused(), await Session(paused, 2, 2, 3));
        Assert.Equal(new CampaignOutcome.Completed(), await Session(paused, 2, 2, int.MaxValue));

        Assert.Equal(whole.Streams(), paused.Streams());
        var winner = whole.Events("campaign").OfType<WinnerSelected>().First();
        Assert.Equal((24, 30), (winner.ReportValidation.Images, winner.Test.Images));
        foreach (var saved in whole.Rows().Select(row => row.Event).OfType<TrainingFinished>())
            Assert.Equal(saved.CheckpointSha256, DurableFile.Digest(Path.Combine(paused.CheckpointFolder, saved.CheckpointFile)));
    }

    /// <summary>Whoever watches is told what a step waited for its images, and what it made of the machine.</summary>
    [Fact]
    public async Task The_pace_of_steps_is_published()
    {
        using var host = new CampaignHost { Spec = Spec };
        Assert.Equal(new CampaignOutcome.Paused(), await Session(host, 1, 1, 3));
        Assert.NotEmpty(_steps);
        Assert.All(_steps, it =>
        {
            Assert.InRange(it.WaitShare!.Value, 1e-9, 1);
            Assert.InRange(it.PeakShare!.Value, 1e-9, 1); // so small a network is far from it
            Assert.InRange(it.MacsPerSecond!.Value / it.PeakShare!.Value, 1e8, 1e15);
        });
    }

    private async Task<CampaignOutcome> Session(CampaignHost host, int evaluators, int threads, int pauseAtStep)
    {
        var data = DataSplits.Create(Images(160), Images(30), Spec.Data);
        var execution = host.Execution with { Evaluators = evaluators, TrainingThreads = threads };
        host.Sql("PRAGMA journal_mode = WAL");
        var system = ActorSystem.Create("s3actors", JournalSettings.For(execution.JournalFile).WithFallback(SqlPersistence.DefaultConfiguration));
        try
        {
            var provenance = new Provenance("0.1.0", "a processor", new Dictionary<string, string> { ["libtorch"] = "any" });
            var campaign = CampaignSystem.Start(system, CampaignRun.Of(Spec, data, new string('d', 64), execution, host.Clock, provenance));
            var progress = new TestKit(system).CreateTestProbe();
            progress.SetAutoPilot(new DelegateAutoPilot((_, message) =>
            {
                if (message is Progress it && it.Phase == CampaignPhase.Train && it.Done >= pauseAtStep) campaign.Pause("far enough");
                if (message is Progress { Step: { } step }) _steps.Enqueue(step);
                return AutoPilot.KeepRunning;
            }));
            system.EventStream.Subscribe(progress, typeof(Progress));
            return await campaign.Outcome.WaitAsync(TimeSpan.FromSeconds(120));
        }
        finally
        {
            await system.Terminate();
        }
    }

    /// <summary>Images of 8 x 8 pixels, three classes, the same for the same count.</summary>
    private static ImageDataset Images(int count)
    {
        var random = new CounterRandom(count, RandomPurpose.BatchOrder, 0, 0);
        var labels = Enumerable.Range(0, count).Select(i => (byte)(i % 3)).ToArray();
        var pixels = labels.SelectMany(label => Enumerable.Range(0, 64).Select(_ => (byte)(80 * label + random.NextInt32(60)))).ToArray();
        return new ImageDataset(pixels, labels, count, 1, 8, 8, 3);
    }
}
