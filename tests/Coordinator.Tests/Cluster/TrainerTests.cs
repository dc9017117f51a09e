using S3Actors.Coordinator.Doctor;
using S3Actors.Tests.Coordinator.Processes;
using static S3Actors.Tests.Coordinator.Cluster.ClusterProcesses;

namespace S3Actors.Tests.Coordinator.Cluster;

/// <summary>Campaigns whose supernets are trained by other processes.</summary>
[Collection(SeveralCollection.Name)]
public sealed class TrainerTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Campaign => _folder.Path("runs/tiny");

    public void Dispose() => _folder.Dispose();

    /// <summary>Every checkpoint's digest stands in an event: the weights are compared with the events.</summary>
    [Fact]
    public void Trainers_are_killed_one_after_the_other_and_the_last_steps_are_done_at_home_to_the_events_and_weights_of_one_process()
    {
        using var coordinator = Product.Start("run", uninterrupted.File, "--cluster", "--listen", "127.0.0.1:0", "--wait-for-workers", "2",
            "--runs", _folder.Path("runs"));
        // 72 steps in all. One sees the coordinator's folder, and writes checkpoints there; those of the other are sent, both ways.
        using var seeing = WorkerWith("S3ACTORS_CRASH_AT", "step-done#15", coordinator, "--role", "trainer");
        seeing.WaitForError("takes part as a trainer"); // so it is the first to be asked
        using var far = WorkerWith("S3ACTORS_CRASH_AT", "step-done#27", coordinator, "--role", "trainer", "--checkpoints", _folder.Path("none"),
            "--cache", _folder.Path("cache"));
        Assert.True(coordinator.Wait() == 0, coordinator.Errors);
        Assert.Equal((137, 137), (seeing.Wait(), far.Wait()));
        Assert.Equal(2, coordinator.Errors.Split("it goes on from its last checkpoint").Length - 1);
        foreach (var trainer in new[] { seeing, far }) Assert.Contains("takes part as a trainer", trainer.Errors, StringComparison.Ordinal);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
        Assert.NotEmpty(Directory.GetFiles(_folder.Path("cache"), "*.safetensors")); // what it went on from
        Assert.Equal(Files(uninterrupted.Folder), Files(Campaign));
    }

    /// <summary>The coordinator counts every step that it asked for, wherever that was done.</summary>
    [Fact]
    public void A_trainer_that_is_asked_to_leave_hands_over_the_step_that_it_is_at_and_no_step_is_done_twice()
    {
        var (all, there) = (_folder.Path("all"), _folder.Path("there"));
        PointTally.Create(all);
        PointTally.Create(there);
        using var coordinator = Product.StartWith(new Dictionary<string, string> { ["S3ACTORS_TALLY"] = all },
            "run", uninterrupted.File, "--cluster", "--listen", "127.0.0.1:0", "--wait-for-workers", "1", "--runs", _folder.Path("runs"));
        using var trainer = WorkerWith("S3ACTORS_TALLY", there, coordinator, "--role", "trainer", "--checkpoints", _folder.Path("none"),
            "--cache", _folder.Path("cache"));
        using (var reached = PointTally.Open(there))
            while (reached["step-done"] < 3)
            {
                Assert.False(trainer.HasEnded, trainer.Errors);
                Thread.Sleep(1);
            }
        trainer.Signal(15);
        Assert.True(trainer.Wait() == 0, trainer.Errors);
        Assert.True(coordinator.Wait() == 0, coordinator.Errors);
        Assert.Matches("training of iteration-1: the trainer leaves after step [0-9]+, and it goes on from there", coordinator.Errors);
        Assert.Contains("left; 0 subnets were evaluated here", trainer.Errors, StringComparison.Ordinal);
        using (var reached = PointTally.Open(all)) Assert.Equal(72, reached["step-done"]); // three supernets' 24
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
        Assert.Equal(Files(uninterrupted.Folder), Files(Campaign));
    }

    private static IEnumerable<string?> Files(string campaign) =>
        Directory.GetFiles(Path.Combine(campaign, "checkpoints")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
