using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Randomness;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>Each supernet begins from the one before, whatever stops the campaign in between.</summary>
public sealed class WarmStartTests
{
    [Fact]
    public async Task Every_supernet_but_the_first_and_the_controls_begins_from_the_one_before()
    {
        using var host = Warm();
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(["final from iteration-2", "iteration-2 from iteration-1"], host.Training.Inherited.Keys.Order(StringComparer.Ordinal));
        Assert.All(host.Training.Inherited.Values, times => Assert.Equal(1, times));

        using var cold = new CampaignHost();
        await cold.Session();
        Assert.Equal(DigestOf(cold, "iteration-1"), DigestOf(host, "iteration-1"));
        Assert.NotEqual(DigestOf(cold, "final"), DigestOf(host, "final"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sessions_stopped_dead_again_and_again_lead_to_the_same_events(int seed)
    {
        using var whole = Warm();
        await whole.Session();
        using var host = Warm();
        var random = new CounterRandom(seed, RandomPurpose.Search, 0, 0);
        for (var session = 0; session < 8; session++)
        {
            var dies = host.Writes + 1 + random.NextInt32(30);
            await host.StopDeadAt(dies);
        }
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(whole.Streams(), host.Streams());
    }

    /// <summary>Nothing is left of any training: the one before is trained once more, and its own origin with it.</summary>
    [Theory]
    [InlineData("iteration-2/1")]
    [InlineData("final/1")]
    [InlineData("final/22")]
    public async Task With_every_checkpoint_lost_the_origins_are_trained_again_to_the_same_weights(string step)
    {
        using var whole = Warm();
        await whole.Session();
        using var host = Warm();
        Assert.Equal(new CampaignOutcome.Paused(), await host.PauseBefore(step));
        foreach (var file in Directory.GetFiles(host.CheckpointFolder)) File.Delete(file);
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal(whole.Streams(), host.Streams());
    }

    private static CampaignHost Warm()
    {
        var host = new CampaignHost();
        host.Spec = host.Spec with { Training = host.Spec.Training with { WarmStart = true } };
        return host;
    }

    private static string DigestOf(CampaignHost host, string supernet) => host.Events($"supernet-{supernet}").OfType<TrainingFinished>().Single().CheckpointSha256;
}
