using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Randomness;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Campaign;

/// <summary>Iterations that train and measure several supernets of the same space, whatever stops the campaign in between.</summary>
public sealed class ReplicatesTests
{
    /// <summary>Two replicates with a warm start, never interrupted.</summary>
    private static readonly Lazy<Task<(SortedDictionary<string, List<string>> Streams, IReadOnlyList<string> Inherited)>> Warm = new(RunWarm);

    [Fact]
    public async Task Every_replicate_is_trained_otherwise_and_measured_by_the_same_subnets()
    {
        using var host = Replicated(3);
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        string[] supernets = ["iteration-1", "iteration-1-replicate-2", "iteration-1-replicate-3"];
        Assert.Equal(3, supernets.Select(it => DigestOf(host, it)).Distinct().Count());
        var requests = host.Events("ledger").OfType<EvaluationsRequested>().ToList();
        Assert.Equal(supernets, requests.Take(3).Select(it => it.Request));
        Assert.Equal(supernets.Select(it => DigestOf(host, it)), requests.Take(3).Select(it => it.Checkpoint));
        Assert.Single(requests.Take(3).Select(it => it.ArchitecturesDigest).Distinct());
        Assert.DoesNotContain(host.Rows(), row => row.Stream.EndsWith("supernet-final-replicate-2", StringComparison.Ordinal));

        var decided = host.Events("stage1.embed_dim").OfType<MoveProposed>().First();
        Assert.Equal(3, decided.SlopesByReplicate!.Distinct().Count());
        Assert.True(decided.Scatter?.HasFlag(ErrorScatter.Training));
    }

    [Fact]
    public async Task The_first_replicate_is_the_supernet_of_a_campaign_with_one()
    {
        using var host = Replicated(2);
        using var one = new CampaignHost();
        await host.Session();
        await one.Session();
        Assert.Equal(DigestOf(one, "iteration-1"), DigestOf(host, "iteration-1"));
        Assert.All(one.Events("stage1.depth").OfType<MoveProposed>(), it => Assert.Null(it.SlopesByReplicate));
    }

    [Fact]
    public async Task Sessions_stopped_dead_again_and_again_lead_to_the_same_events()
    {
        using var host = Replicated(2, warm: true);
        var random = new CounterRandom(2, RandomPurpose.Search, 0, 0);
        for (var session = 0; session < 6; session++) await host.StopDeadAt(host.Writes + 1 + random.NextInt32(40));
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal((await Warm.Value).Streams, host.Streams());
    }

    [Fact]
    public async Task With_a_warm_start_each_replicate_begins_from_its_own() => Assert.Equal(
        ["final from iteration-2", "iteration-2 from iteration-1", "iteration-2-replicate-2 from iteration-1-replicate-2"], (await Warm.Value).Inherited);

    [Theory]
    [InlineData("iteration-2-replicate-2/1")]
    [InlineData("final/1")]
    public async Task With_every_checkpoint_lost_the_origins_are_trained_again_to_the_same_weights(string step)
    {
        using var host = Replicated(2, warm: true);
        Assert.Equal(new CampaignOutcome.Paused(), await host.PauseBefore(step));
        foreach (var file in Directory.GetFiles(host.CheckpointFolder)) File.Delete(file);
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        Assert.Equal((await Warm.Value).Streams, host.Streams());
    }

    private static async Task<(SortedDictionary<string, List<string>>, IReadOnlyList<string>)> RunWarm()
    {
        using var host = Replicated(2, warm: true);
        Assert.Equal(new CampaignOutcome.Completed(), await host.Session());
        return (host.Streams(), [.. host.Training.Inherited.Keys.Order(StringComparer.Ordinal)]);
    }

    private static CampaignHost Replicated(int replicates, bool warm = false)
    {
        var host = new CampaignHost();
        host.Spec = host.Spec with
        {
            Measurement = host.Spec.Measurement with { Replicates = replicates },
            Training = host.Spec.Training with { WarmStart = warm ? true : null },
        };
        return host;
    }

    private static string DigestOf(CampaignHost host, string supernet) => host.Events($"supernet-{supernet}").OfType<TrainingFinished>().Single().CheckpointSha256;
}
