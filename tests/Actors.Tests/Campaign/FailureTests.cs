using System.Collections.Concurrent;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Training;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>What goes wrong is said once, in words, and the journal stays good for another try.</summary>
public class FailureTests
{
    [Fact]
    public async Task Evaluators_that_throw_now_and_then_change_no_event()
    {
        using var host = new CampaignHost();
        var calls = 0;
        host.Evaluation.BeforeGroup = _ => { if (Interlocked.Increment(ref calls) % 5 == 2) throw new InvalidOperationException("a hiccup"); };
        host.Execution = host.Execution with { EvaluationAttempts = 50 };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        await Reference.AssertSameAs(host);
    }

    [Fact]
    public async Task A_subnet_that_fails_every_attempt_is_recorded_by_name_and_a_later_session_may_succeed()
    {
        using var host = new CampaignHost();
        var tried = new ConcurrentBag<S3Actors.Messages.Space.Architecture>();
        host.Evaluation.BeforeGroup = architectures =>
        {
            if (!architectures.Any(IsBad)) return;
            foreach (var architecture in architectures) tried.Add(architecture);
            throw new InvalidOperationException("no memory");
        };
        var failed = Assert.IsType<CampaignOutcome.Failed>(await host.Session());
        var given = Assert.Single(host.Events("ledger").OfType<EvaluationFailed>());
        Assert.Equal($"evaluation of {given.Architecture}: no memory", failed.Reason);
        Assert.True(IsBad(given.Architecture));
        Assert.Equal((3, 3), (given.Attempts, tried.Count(given.Architecture.Equals)));
        Assert.Equal(failed.Reason, Assert.IsType<SessionFailed>(host.Events("session")[^1]).Reason);

        Assert.Equal(failed, await host.Session());
        Assert.Single(host.Events("ledger").OfType<EvaluationFailed>());

        host.Evaluation.BeforeGroup = _ => { };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        var ledger = host.Streams()["demo/ledger"];
        Assert.Equal((await Reference.Streams)["demo/ledger"], ledger.Where(text => !text.StartsWith("evaluation-failed", StringComparison.Ordinal)));

        static bool IsBad(S3Actors.Messages.Space.Architecture architecture) =>
            architecture.Stages[0].EmbedDim == 8 && architecture.Stages[1].EmbedDim == 8;
    }

    [Fact]
    public async Task A_training_that_diverges_fails_with_its_step_and_is_not_tried_again()
    {
        using var host = new CampaignHost();
        host.Training.BeforeStep = name => { if (name == "iteration-2/9") throw new TrainingDivergedException(9, "the loss is NaN"); };
        for (var session = 0; session < 2; session++)
        {
            Assert.Equal(
                new CampaignOutcome.Failed("training of iteration-2: training diverged at step 10: the loss is NaN", IsDecided: true), await host.Session());
            host.Training.BeforeStep = _ => { };
        }
        Assert.Single(host.Events("supernet-iteration-2").OfType<TrainingDiverged>());
        Assert.Equal(9, host.Training.StepsTaken.Keys.Count(step => step.StartsWith("iteration-2/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_bug_stops_the_session_and_leaves_the_journal_intact()
    {
        using var host = new CampaignHost();
        host.Training.BeforeStep = name => { if (name == "iteration-1/15") throw new InvalidOperationException("a bug"); };
        Assert.Equal(new CampaignOutcome.Failed("InvalidOperationException: a bug"), await host.Session());
        host.Training.BeforeStep = _ => { };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        await Reference.AssertSameAs(host);
        Assert.Equal(1, host.Training.StepsTaken["iteration-1/13"]); // the checkpoint at 14 was used
    }

    [Theory]
    [InlineData("UPDATE journal SET manifest = 'subnet-evaluated-v9' WHERE persistence_id = 'demo/ledger' AND sequence_number = 3", "subnet-evaluated-v9")]
    [InlineData("UPDATE journal SET message = x'92' WHERE persistence_id = 'demo/ledger' AND sequence_number = 3", "damaged")]
    [InlineData("DELETE FROM journal WHERE persistence_id = 'demo/stage1.depth' AND sequence_number = 1", "stage1.depth")]
    public async Task A_damaged_journal_is_refused(string damage, string said)
    {
        using var host = new CampaignHost();
        host.Training.BeforeStep = name => { if (name == "iteration-2/9") throw new InvalidOperationException("stop here"); };
        await host.Session();
        host.Training.BeforeStep = _ => { };
        host.Sql(damage);
        var failed = Assert.IsType<CampaignOutcome.Failed>(await host.Session());
        Assert.Contains(said, failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nearly_full_disk_stops_the_session_before_a_checkpoint_is_written()
    {
        using var host = new CampaignHost();
        host.Execution = host.Execution with { MinimumFreeDiskBytes = long.MaxValue };
        var failed = Assert.IsType<CampaignOutcome.Failed>(await host.Session());
        Assert.StartsWith("training of iteration-1: iteration-1-step7.safetensors cannot be written", failed.Reason, StringComparison.Ordinal);
        host.Execution = host.Execution with { MinimumFreeDiskBytes = 0 };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        await Reference.AssertSameAs(host);
    }
}
