using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Randomness;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>Whatever ends a session, the next ones lead to the events of a run that was never interrupted.</summary>
public class InterruptionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sessions_stopped_dead_again_and_again_lead_to_the_same_events(int seed)
    {
        using var host = new CampaignHost();
        var random = new CounterRandom(seed, RandomPurpose.Search, 0, 0);
        for (var session = 0; session < 8; session++)
        {
            var dies = host.Writes + 1 + random.NextInt32(30);
            await host.StopDeadAt(dies);
        }
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        await Reference.AssertSameAs(host);
    }

    /// <summary>
    /// A process may be killed after any write (one write is whole or absent, however many rows it has). Its checkpoints may be there or lost, and files of a later time do no harm: they are strays.
    /// </summary>
    [Fact]
    public async Task A_journal_cut_after_any_write_leads_to_the_same_events_whatever_files_are_left()
    {
        using var whole = new CampaignHost();
        whole.Execution = whole.Execution with { KeptCheckpoints = 100 };
        await whole.Session();
        var rows = whole.Rows();
        // The clock of these tests moves with every write, so the rows of one write are those of one time.
        var cuts = rows.Zip(rows.Skip(1)).Where(it => it.First.Recorded.Header.UnixMicroseconds != it.Second.Recorded.Header.UnixMicroseconds)
            .Select(it => it.First.Ordering).ToArray();
        var random = new CounterRandom(1, RandomPurpose.Search, 1, 0);
        for (var trial = 0; trial < 12; trial++)
        {
            using var host = new CampaignHost();
            var last = cuts[trial == 0 ? 0 : random.NextInt32(cuts.Length)];
            whole.Sql("PRAGMA wal_checkpoint(TRUNCATE)");
            File.Copy(whole.Execution.JournalFile, host.Execution.JournalFile);
            host.Sql($"DELETE FROM journal WHERE ordering > {last}");
            Directory.CreateDirectory(host.CheckpointFolder);
            foreach (var file in Directory.GetFiles(whole.CheckpointFolder).Order(StringComparer.Ordinal))
            {
                var copy = Path.Combine(host.CheckpointFolder, Path.GetFileName(file));
                switch (random.NextInt32(4))
                {
                    case 0: break;
                    case 1: File.WriteAllText(copy, "torn"); break;
                    default: File.Copy(file, copy); break;
                }
            }
            Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
            await Reference.AssertSameAs(host);
        }
    }

    [Theory]
    [InlineData("iteration-1/0")]
    [InlineData("iteration-1/11")]
    [InlineData("iteration-1/19")]
    [InlineData("final/8")]
    public async Task A_pause_in_training_repeats_no_step_and_leaves_no_trace_but_in_the_session(string step)
    {
        using var host = new CampaignHost();
        var paused = await host.Session((_, campaign) =>
        {
            host.Training.BeforeStep = name => { if (name == step) campaign.Pause("asked"); };
            return campaign.Outcome;
        });
        Assert.Equal(new CampaignOutcome.Paused(), paused);
        host.Training.BeforeStep = _ => { };
        var stop = Assert.IsType<SessionPaused>(host.Events("session")[1]);
        Assert.Equal("asked", stop.Reason);
        if (stop.Checkpoint is { } checkpoint) Assert.True(File.Exists(Path.Combine(host.CheckpointFolder, checkpoint.File)));

        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        await Reference.AssertSameAs(host);
        Assert.All(host.Training.StepsTaken, it => Assert.Equal(1, it.Value));
        Assert.DoesNotContain(Directory.GetFiles(host.CheckpointFolder), file => file.Contains("pause", StringComparison.Ordinal));
        Assert.Equal([1, 2], host.Events("session").OfType<SessionStarted>().Select(started => started.Session));
    }

    [Fact]
    public async Task A_pause_while_subnets_are_measured_repeats_none_that_was_recorded()
    {
        using var host = new CampaignHost();
        var groups = 0;
        var paused = await host.Session((_, campaign) =>
        {
            host.Evaluation.BeforeGroup = _ => { if (Interlocked.Increment(ref groups) == 6) campaign.Pause("asked"); };
            return campaign.Outcome;
        });
        Assert.Equal(new CampaignOutcome.Paused(), paused);
        var recorded = host.Events("ledger").OfType<SubnetEvaluated>().Select(it => (it.Checkpoint, it.Set, it.Result.Architecture.CanonicalText)).ToArray();
        host.Evaluation.Measured.Clear();

        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.DoesNotContain(recorded, host.Evaluation.Measured.ContainsKey);
        await Reference.AssertSameAs(host);
    }

    [Fact]
    public async Task A_session_killed_after_a_resume_may_still_use_the_pause_before_it()
    {
        using var host = new CampaignHost();
        host.Execution = host.Execution with { SliceSteps = 1 };
        await host.PauseBefore("iteration-1/11");
        Assert.Equal(12, Assert.IsType<SessionPaused>(host.Events("session")[1]).Checkpoint!.Step);
        host.Training.BeforeStep = name => { if (name == "iteration-1/13") throw new InvalidOperationException("killed"); };
        Assert.IsType<CampaignOutcome.Failed>(await host.Session());
        host.Training.BeforeStep = _ => { };
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        await Reference.AssertSameAs(host);
        Assert.Equal(2, host.Training.StepsTaken["iteration-1/12"]);
        Assert.Equal(1, host.Training.StepsTaken["iteration-1/10"]);
    }
}
