using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Randomness;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>Checkpoints that were damaged or lost: noticed, said, and done without; the decisions are those of a run without damage.</summary>
public class DamagedCheckpointTests
{
    [Theory]
    [InlineData("flip", "its SHA-256 is")]
    [InlineData("truncate", "its SHA-256 is")]
    [InlineData("empty", "its SHA-256 is")]
    [InlineData("remove", "it is missing")]
    public async Task The_one_before_it_is_used_and_the_session_says_so(string damage, string problem)
    {
        using var host = await Interrupted();
        Damage(Path.Combine(host.CheckpointFolder, "iteration-1-step14.safetensors"), damage, seed: damage.Length);

        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        var rejected = Assert.Single(host.Events("session").OfType<CheckpointRejected>());
        Assert.Equal((2, "iteration-1", 14, "iteration-1-step14.safetensors", 7), (rejected.Session, rejected.Supernet, rejected.Step, rejected.File, rejected.ResumedAt));
        Assert.StartsWith(problem, rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(2, host.Training.StepsTaken["iteration-1/7"]);
        await Reference.AssertSameAs(host);
    }

    [Fact]
    public async Task With_all_of_them_damaged_it_trains_from_the_beginning()
    {
        using var host = await Interrupted();
        foreach (var file in Directory.GetFiles(host.CheckpointFolder)) Damage(file, "flip", seed: file.Length);
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal([(14, 0), (7, 0)], host.Events("session").OfType<CheckpointRejected>().Select(it => (it.Step, it.ResumedAt)));
        Assert.Equal(2, host.Training.StepsTaken["iteration-1/0"]);
        await Reference.AssertSameAs(host);
    }

    [Fact]
    public async Task The_weights_that_are_being_measured_are_trained_again()
    {
        using var host = new CampaignHost();
        var paused = await host.Session((_, campaign) =>
        {
            host.Evaluation.BeforeGroup = _ => campaign.Pause("asked");
            return campaign.Outcome;
        });
        Assert.Equal(new CampaignOutcome.Paused(), paused);
        host.Evaluation.BeforeGroup = _ => { };
        Damage(Path.Combine(host.CheckpointFolder, "iteration-1-step20.safetensors"), "truncate", seed: 1);
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(20, Assert.Single(host.Events("session").OfType<CheckpointRejected>()).Step);
        await Reference.AssertSameAs(host);
    }

    [Fact]
    public async Task A_damaged_pause_is_done_without()
    {
        using var host = new CampaignHost();
        host.Execution = host.Execution with { SliceSteps = 1 };
        await host.PauseBefore("iteration-1/9");
        var pause = Assert.IsType<SessionPaused>(host.Events("session")[1]).Checkpoint!;
        Damage(Path.Combine(host.CheckpointFolder, pause.File), "flip", seed: 3);
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal((pause.File, 7), host.Events("session").OfType<CheckpointRejected>().Select(it => (it.File, it.ResumedAt)).Single());
        await Reference.AssertSameAs(host);
    }

    /// <summary>Stopped at step 17 of the first training, with checkpoints at 7 and 14.</summary>
    private static async Task<CampaignHost> Interrupted()
    {
        var host = new CampaignHost();
        host.Training.BeforeStep = name => { if (name == "iteration-1/16") throw new InvalidOperationException("killed"); };
        Assert.IsType<CampaignOutcome.Failed>(await host.Session());
        host.Training.BeforeStep = _ => { };
        return host;
    }

    private static void Damage(string file, string damage, int seed)
    {
        var random = new CounterRandom(seed, RandomPurpose.Search, 0, 0);
        var bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "flip":
                bytes[random.NextInt32(bytes.Length)] ^= (byte)(1 << random.NextInt32(8));
                File.WriteAllBytes(file, bytes);
                break;
            case "truncate": File.WriteAllBytes(file, bytes[..random.NextInt32(bytes.Length)]); break;
            case "empty": File.WriteAllBytes(file, []); break;
            default: File.Delete(file); break;
        }
    }
}
