using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Randomness;
using S3Actors.Models.Training;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>A training that diverges and goes on: the same way every time, wherever it was interrupted.</summary>
public class DivergenceTests
{
    [Theory]
    [InlineData(DivergencePolicy.SkipBatch)]
    [InlineData(DivergencePolicy.LowerRate)]
    public async Task Sessions_stopped_dead_again_and_again_overcome_it_as_one_that_never_was(DivergencePolicy policy)
    {
        using var whole = Host(policy);
        Assert.Equal(new CampaignOutcome.Completed(), await whole.Session());
        var diverged = whole.Events("supernet-iteration-1").OfType<TrainingDiverged>().ToArray();
        Assert.All(diverged, it => Assert.Equal((9, policy, 7), (it.Step, it.Action, it.FromStep)));
        Assert.Equal(policy == DivergencePolicy.SkipBatch ? 1 : 2, diverged.Length);

        using var host = Host(policy);
        var random = new CounterRandom((int)policy, RandomPurpose.Search, 0, 0);
        for (var session = 0; session < 8; session++)
        {
            var dies = host.Writes + 1 + random.NextInt32(16);
            await host.StopDeadAt(dies);
        }
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(whole.Streams(), host.Streams());
    }

    [Fact]
    public async Task A_pause_before_a_divergence_that_lowers_the_rate_is_not_resumed_after_it()
    {
        using var whole = Host(DivergencePolicy.LowerRate);
        Assert.Equal(new CampaignOutcome.Completed(), await whole.Session());

        using var host = Host(DivergencePolicy.LowerRate);
        host.Execution = host.Execution with { SliceSteps = 1 };
        var diverging = host.Training.BeforeStepAtRate;
        await host.PauseBefore("iteration-1/8");
        Assert.Equal(9, Assert.IsType<SessionPaused>(host.Events("session")[1]).Checkpoint!.Step);
        host.Training.BeforeStepAtRate = (name, rate) =>
        {
            if (name == "iteration-1/8" && rate < 1) throw new InvalidOperationException("killed");
            diverging(name, rate);
        };
        Assert.IsType<CampaignOutcome.Failed>(await host.Session());
        host.Training.BeforeStepAtRate = diverging;
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(whole.Streams(), host.Streams());
    }

    [Fact]
    public async Task What_never_ends_is_stopped_at_the_limit_and_stays_stopped()
    {
        using var host = Host(DivergencePolicy.LowerRate, limit: 3);
        host.Training.BeforeStepAtRate = (name, _) => { if (name == "iteration-1/3") throw new TrainingDivergedException(3, "the loss is NaN"); };
        for (var session = 0; session < 2; session++)
        {
            Assert.Equal(new CampaignOutcome.Failed("training of iteration-1: training diverged at step 4: the loss is NaN", IsDecided: true), await host.Session());
            host.Training.BeforeStepAtRate = (_, _) => { };
        }
        var actions = host.Events("supernet-iteration-1").OfType<TrainingDiverged>().Select(it => it.Action);
        Assert.Equal([DivergencePolicy.LowerRate, DivergencePolicy.LowerRate, DivergencePolicy.LowerRate, DivergencePolicy.Stop], actions);
    }

    [Fact]
    public async Task A_step_left_out_is_in_no_mean()
    {
        using var host = Host(DivergencePolicy.SkipBatch);
        await host.Session();
        using var even = new CampaignHost();
        await even.Session();
        var (with, without) = (Interval(host), Interval(even));
        Assert.Equal((7, 14), (with.FromStep, with.ToStep));
        Assert.NotEqual(without.LargestLoss, with.LargestLoss);
        Assert.InRange(with.LargestLoss, 0, 1); // synthetic losses are below 1: a sum over 6 divided by 7 would be too, a NaN would not

        static TrainingIntervalFinished Interval(CampaignHost host) => host.Events("supernet-iteration-1").OfType<TrainingIntervalFinished>().ElementAt(1);
    }

    /// <summary>Step 10 of the first supernet diverges until it is left out or done at a quarter of the rate.</summary>
    private static CampaignHost Host(DivergencePolicy policy, int limit = 8)
    {
        var host = new CampaignHost { Spec = Samples.Spec with { Training = Samples.Spec.Training with { OnDivergence = policy, DivergenceLimit = limit } } };
        host.Training.BeforeStepAtRate = (name, rate) => { if (name == "iteration-1/9" && rate > 0.3) throw new TrainingDivergedException(9, "the loss is NaN"); };
        return host;
    }
}
