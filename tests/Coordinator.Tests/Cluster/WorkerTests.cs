using Akka.Actor;
using S3Actors.Tests.Coordinator.Processes;
using static S3Actors.Tests.Coordinator.Cluster.ClusterProcesses;

namespace S3Actors.Tests.Coordinator.Cluster;

/// <summary>Campaigns that share their evaluations with other processes.</summary>
[Collection(SeveralCollection.Name)]
public sealed class WorkerTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Campaign => _folder.Path("runs/tiny");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_does_not_fit_is_refused_with_the_reason_and_whoever_leaves_is_gone()
    {
        using var coordinator = Coordinator("--wait-for-workers", "2");
        using var fitting = Worker(coordinator, "--evaluators", "1");
        using var other = WorkerWith("DOTNET_EnableAVX2", "0", coordinator);
        using var swapped = Worker(coordinator, "--data", OtherImages());
        using var without = Worker(coordinator, "--data", _folder.Path("none"));
        Assert.Equal((2, 2, 2), (other.Wait(), swapped.Wait(), without.Wait()));
        Assert.Contains("refused: its results may have other bits (what computes: libtorch on ", other.Errors, StringComparison.Ordinal);
        Assert.Contains("refused: its images are others", swapped.Errors, StringComparison.Ordinal);
        Assert.Contains("--data names another folder", without.Errors, StringComparison.Ordinal);

        fitting.WaitForError("takes part with 1 evaluator");
        // Those refused may still be on their way out.
        var nodes = Product.Json("cluster", "status", "tiny", "--runs", _folder.Path("runs")).GetProperty("nodes").EnumerateArray()
            .ToLookup(node => node.GetProperty("roles").GetString()!);
        var home = Assert.Single(nodes["coordinator"]);
        Assert.Equal(("up", true), (home.GetProperty("status").GetString(), home.GetProperty("reachable").GetBoolean()));
        Assert.Equal(1, nodes["evaluator"].Sum(node => node.GetProperty("evaluators").GetInt32()));

        var admitted = nodes["evaluator"].Where(node => node.GetProperty("evaluators").ValueKind == System.Text.Json.JsonValueKind.Number).Append(home);
        Assert.NotEqual("", Assert.Single(admitted.Select(node => node.GetProperty("device").GetString()).Distinct()));

        await ForeignMessageIsRefused(coordinator);

        fitting.Signal(15);
        Assert.Equal(0, fitting.Wait());
        Assert.Contains("left; 0 subnets were evaluated here", fitting.Errors, StringComparison.Ordinal);
        coordinator.WaitForError("has left");
        coordinator.Signal(15);
        Assert.Equal(3, coordinator.Wait());
    }

    [Theory]
    [InlineData("--certificate", "run", "FILE", "--cluster", "--listen", "10.1.2.3:5310")]
    [InlineData("--certificate", "worker", "--join", "10.1.2.3:5310", "--listen", "10.1.2.4")]
    [InlineData("--listen HOST", "worker", "--join", "10.1.2.3:5310")]
    [InlineData("HOST:PORT", "worker", "--join", "127.0.0.1:70000")]
    [InlineData("goes with --cluster", "run", "FILE", "--allow-mixed")]
    [InlineData("not evaluator or trainer", "worker", "--join", "127.0.0.1:5310", "--role", "coordinator")]
    [InlineData("PEM file", "worker", "--join", "10.1.2.3", "--listen", "10.1.2.4", "--certificate", "FILE")]
    public void What_is_not_allowed_is_said_in_one_line(string words, params string[] arguments)
    {
        var (exitCode, _, errors) = Product.Run([.. arguments.Select(argument => argument == "FILE" ? uninterrupted.File : argument),
            "--runs", _folder.Path("runs")]);
        Assert.Equal(2, exitCode);
        Assert.Contains(words, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>The test images in the place of the training images: a set that can be read, and another one.</summary>
    private string OtherImages()
    {
        var folder = _folder.Path("other");
        Directory.CreateDirectory(folder);
        foreach (var kind in new[] { "images-idx3", "labels-idx1" })
            foreach (var set in new[] { "train", "t10k" })
                File.CreateSymbolicLink(Path.Combine(folder, $"{set}-{kind}-ubyte.gz"),
                    $"/usr/share/datasets/fashion-mnist/t10k-{kind}-ubyte.gz");
        return folder;
    }

    /// <summary>
    /// What an actor system of another program says to the register of workers, by JSON. Nothing says whether such a message arrived: it is
    /// sent until the log has its refusal.
    /// </summary>
    private async Task ForeignMessageIsRefused(Product coordinator)
    {
        var stranger = ActorSystem.Create("stranger", """
            akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote }
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            """);
        var register = stranger.ActorSelection($"akka.tcp://s3actors@{AddressOf(coordinator)}/user/workers");
        coordinator.WaitForLog(Path.Combine(Campaign, "log.txt"), "refused: a peer sent", () => register.Tell(new Uri("http://a")));
        await stranger.Terminate();
    }

    private Product Coordinator(params string[] options) =>
        Product.Start(["run", uninterrupted.File, "--runs", _folder.Path("runs"), "--cluster", "--listen", "127.0.0.1:0", .. options]);
}
