using S3Actors.Coordinator.Doctor;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Cluster;

/// <summary>Networks that are cut, a disk that is full, clocks that are wrong: on nodes with addresses of their own, by TLS.</summary>
[Collection(WatchingCollection.Name)] // it waits more than it works
public sealed class NetworkTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private const int Home = 0, CutOff = 1, Mute = 2, Deaf = 3, Full = 4, Nodes = 5;
    private const string FakedTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
    private static readonly Dictionary<string, string> RightClock = [];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Both sides of each cut give the other up, which takes Akka's split-brain resolver, and the workers come back by themselves. Only then
    /// does the campaign begin, with one worker more.
    /// </summary>
    [NetworkFact]
    public void Workers_that_were_cut_off_one_way_or_both_come_back_and_with_a_full_disk_and_wrong_clocks_the_events_are_those_of_one_process()
    {
        using var network = new PrivateNetwork(Nodes);
        using var authority = new ThrowawayAuthority(_folder.Path("."), "authority");
        Product Start(int node, Dictionary<string, string> clock, params string[] arguments) => Product.StartWithin(
            start => network.Within(node, start), clock, [.. arguments, "--listen", $"{PrivateNetwork.AddressOf(node)}:{(node == Home ? 5310 : 0)}",
                "--certificate", authority.Issue($"node{node}"), "--authority", authority.File]);
        Product Worker(int node, Dictionary<string, string> clock, params string[] options) => Start(
            node, clock, ["worker", "--join", $"{PrivateNetwork.AddressOf(Home)}:5310", "--evaluators", "1", .. options]);

        using var coordinator = Start(Home, RightClock, "run", uninterrupted.File, "--cluster", "--wait-for-workers", "4", "--runs", _folder.Path("runs"));
        coordinator.WaitForError("workers join by");
        using var cutOff = Worker(CutOff, Clock("+5h"));
        using var mute = Worker(Mute, Clock("-7h"));
        using var deaf = Worker(Deaf, RightClock);
        Product[] workers = [cutOff, mute, deaf];
        foreach (var worker in workers) worker.WaitForError("takes part");
        for (var other = 0; other < Nodes; other++)
        {
            if (other == CutOff) continue;
            network.Lose(CutOff, other);
            network.Lose(other, CutOff);
        }
        network.Lose(Mute, Home);
        network.Lose(Home, Deaf);
        foreach (var worker in workers) worker.WaitForError("the coordinator cannot be reached and is waited for");
        Assert.True(SpinWait.SpinUntil(() => coordinator.Errors.Split("has left").Length > 3, TimeSpan.FromMinutes(2)), coordinator.Errors);
        network.Heal();
        foreach (var worker in workers)
            Assert.True(SpinWait.SpinUntil(() => worker.Errors.Split("takes part").Length > 2, TimeSpan.FromMinutes(2)), worker.Errors);

        var cache = Directory.CreateDirectory(_folder.Path("cache")).FullName;
        network.MountSmallDisk(Full, cache, kibibytes: 16); // no checkpoint fits
        using var full = Worker(Full, RightClock, "--checkpoints", _folder.Path("none"), "--cache", cache);
        Assert.True(coordinator.Wait() == 0, coordinator.Errors);
        Assert.Contains("evaluations break there and are done elsewhere: No space left", coordinator.Errors, StringComparison.Ordinal);
        Assert.Equal(2, full.Wait()); // it is sent away
        foreach (var worker in workers) Assert.True(worker.Wait() == 0, worker.Errors);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(_folder.Path("runs/tiny")));
    }

    private static Dictionary<string, string> Clock(string offset)
    {
        Assert.True(File.Exists(FakedTime), $"{FakedTime}: run.sh test installs it");
        return new Dictionary<string, string> { ["LD_PRELOAD"] = FakedTime, ["FAKETIME"] = offset, ["DONT_FAKE_MONOTONIC"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1" };
    }
}
