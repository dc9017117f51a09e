using S3Actors.Coordinator.History;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.WhatIf;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A campaign with replicated supernets as a user meets it: killed, resumed, verified, replayed and forked.</summary>
[Collection(ProcessCollection.Name)]
public sealed class ReplicatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_and_resumed_it_states_total_errors_that_are_verified_and_replayed()
    {
        var (file, runs) = (_folder.Write("tiny.conf", TinyCampaign.Text), _folder.Path("runs"));
        string[] run = ["run", file, "--runs", runs, "--set", "measurement.replicates=2", "--set", "evolution.iterations=1", "--set", "training.warm_start=true", "--set", "search.generations=1"];
        using (var product = Product.Start(run))
        {
            if (TinyCampaign.WaitForRows(_folder.Path("runs/tiny"), 25, product)) product.Kill();
        }
        var (exitCode, _, errors) = Product.Run(run);
        Assert.True(exitCode == 0, errors);
        var folder = new CampaignFolder(_folder.Path("runs/tiny"));
        Assert.Empty(JournalVerification.Of(folder).Findings);

        var history = CampaignHistory.Read(folder);
        Assert.Equal(["iteration-1", "iteration-1-replicate-2"], history.Requests.Select(it => it.Request).Where(it => it.StartsWith("iteration", StringComparison.Ordinal)));
        Assert.NotEqual(history.Trained("iteration-1")!.CheckpointSha256, history.Trained("iteration-1-replicate-2")!.CheckpointSha256);
        var audit = Product.Json("audit", "tiny", "--runs", runs).GetProperty("dimensions")[0];
        Assert.Equal("errors over subnets, images and 2 trainings", audit.GetProperty("errors_cover").GetString());
        Assert.Equal(2, audit.GetProperty("slopes_by_replicate_points").GetArrayLength());
        Assert.StartsWith("Standard errors are total", Product.Json("report", "tiny", "--runs", runs).GetProperty("errors_cover").GetString(), StringComparison.Ordinal);

        Assert.Equal(12, new CampaignReplay(history, Alteration.None).Run("").SameMoves);
        // One of them alone decides from other errors; a third was never measured.
        var one = new CampaignReplay(history, new Alteration(["measurement.replicates=1"])).Run("");
        Assert.All(one.Dimensions, it => Assert.Equal(Reach.Measured, it.Reach));
        Assert.NotEqual(new CampaignReplay(history, Alteration.None).Run("").Dimensions[0].Reasoning, one.Dimensions[0].Reasoning);
        Assert.All(new CampaignReplay(history, new Alteration(["measurement.replicates=3"])).Run("").Dimensions, it => Assert.Equal(Reach.Unknown, it.Reach));

        Assert.Contains("measurement.replicates = 3: with training.warm_start each begins from one of iteration 1, of which 'tiny' trained 2", Fork("more", "measurement.replicates=3"), StringComparison.Ordinal);
        Assert.Equal("", Fork("less", "measurement.replicates=1"));
        var fork = CampaignHistory.Read(new CampaignFolder(_folder.Path("runs/less")));
        Assert.Equal(["iteration-1", "iteration-1-replicate-2"], fork.Supernets.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((2, null), (fork.SpecAt(1).Measurement.Replicates, fork.SpecAt(2).Measurement.Replicates));
        Assert.Empty(JournalVerification.Of(new CampaignFolder(_folder.Path("runs/less"))).Findings);

        string Fork(string name, string option) => Product.Run("fork", "tiny", name, "--at-iteration", "2", "--set", "evolution.iterations=2", "--set", option, "--runs", runs).Errors;
    }
}
