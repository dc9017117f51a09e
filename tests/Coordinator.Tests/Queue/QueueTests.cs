using System.Text;
using System.Text.RegularExpressions;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.Cluster;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Queue;

/// <summary>Campaigns that are submitted, served, cancelled.</summary>
[Collection(SeveralCollection.Name)]
public sealed partial class QueueTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private static readonly string[] Names = ["tin1", "tin2", "tin3"];
    private readonly TemporaryFolder _folder = new();

    private string Runs => _folder.Path("runs");

    public void Dispose() => _folder.Dispose();

    /// <summary>The second time, two servers share the queue, one of which has a worker that goes from campaign to campaign.</summary>
    [Fact]
    public void Three_campaigns_whose_server_is_killed_are_finished_by_two_others_each_by_one_with_the_events_of_an_undisturbed_run()
    {
        var file = _folder.Write("changed.conf", File.ReadAllText(uninterrupted.File));
        foreach (var name in Names) Assert.Equal(0, Product.Run("submit", file, "--name", name, "--runs", Runs).ExitCode);
        File.Delete(file); // what was submitted is kept
        Assert.Equal(Names.Select(name => (name, "waiting")), Queue());
        using (var first = Product.Start("serve", "--device", "cpu", "--device", "cpu", "--runs", Runs))
        {
            Assert.True(TinyCampaign.WaitForRows(Folder("tin1").Path, 4, first) && TinyCampaign.WaitForRows(Folder("tin2").Path, 4, first), first.Errors);
            Assert.Equal([("tin1", "running"), ("tin2", "running"), ("tin3", "waiting")], Queue());
            first.Kill();
        }
        foreach (var name in Names) // what a server runs dies with it
            Assert.True(SpinWait.SpinUntil(() => !CampaignLock.IsHeld(Folder(name)), TimeSpan.FromSeconds(10)), name);

        var port = ClusterProcesses.FreePort();
        using var worker = Product.Start("worker", "--join", $"127.0.0.1:{port}", "--stay", "--evaluators", "1");
        using var shared = Product.Start("serve", "--until-empty", "--cluster", "--listen", $"127.0.0.1:{port}", "--wait-for-workers", "1", "--runs", Runs);
        using var alone = Product.Start("serve", "--until-empty", "--runs", Runs);
        Assert.True(shared.Wait() == 0 && alone.Wait() == 0, shared.Output + shared.Errors + alone.Output + alone.Errors);
        var said = shared.Output + alone.Output;
        foreach (var name in Names)
        {
            Assert.Equal(1, said.Split($"{name}: done").Length - 1);
            Assert.Equal(Renamed(uninterrupted.Events, "tiny", name), Renamed(TinyCampaign.Events(Folder(name).Path), name, name));
        }
        Assert.Empty(Queue());
        worker.WaitForError("the next one is waited for");
        worker.Signal(15);
        Assert.Equal(0, worker.Wait());
    }

    [Fact]
    public void A_waiting_campaign_that_is_cancelled_never_begins_and_a_running_one_saves_its_work()
    {
        foreach (var name in Names[..2]) Assert.Equal(0, Product.Run("submit", uninterrupted.File, "--name", name, "--set", "training.final_steps=4000", "--runs", Runs).ExitCode);
        using var server = Product.Start("serve", "--runs", Runs);
        Assert.True(TinyCampaign.WaitForRows(Folder("tin1").Path, 4, server));
        Assert.Equal("campaign 'tin2' is cancelled\n", Product.Run("cancel", "tin2", "--runs", Runs).Output);
        Assert.True(Product.Json("cancel", "tin1", "--runs", Runs).GetProperty("running").GetBoolean());
        Assert.True(SpinWait.SpinUntil(() => server.Output.Contains("tin1: cancelled", StringComparison.Ordinal), TimeSpan.FromMinutes(2)), server.Errors);
        server.Signal(15);
        Assert.Equal(0, server.Wait());
        using var journal = new JournalReader(Folder("tin1"));
        Assert.IsType<SessionPaused>(journal.Stream("session").Last().Event);
        Assert.False(Folder("tin2").HasJournal);
        Assert.Empty(Queue());
    }

    [Fact]
    public void A_campaign_that_fails_is_held_with_the_reason_until_it_is_submitted_again()
    {
        Assert.Equal(0, Product.Run("submit", uninterrupted.File, "--set", "training.maximum_loss=0.0001", "--set", "training.on_divergence=stop", "--runs", Runs).ExitCode);
        Assert.Equal(0, Product.Run("serve", "--until-empty", "--runs", Runs).ExitCode);
        var held = Assert.Single(Product.Json("queue", "--runs", Runs).EnumerateArray());
        Assert.Equal("held", held.GetProperty("state").GetString());
        Assert.StartsWith("failed: campaign 'tiny' failed: ", held.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, Product.Run("submit", uninterrupted.File, "--runs", Runs).ExitCode); // with other settings than it was begun with
        Assert.Equal(0, Product.Run("submit", uninterrupted.File, "--set", "training.maximum_loss=0.0001", "--set", "training.on_divergence=stop", "--runs", Runs).ExitCode);
        Assert.Equal([("tiny", "waiting")], Queue());
    }

    [Theory]
    [InlineData("is in the queue already", "submit", "FILE")]
    [InlineData("there is no campaign 'other' in the queue; there is tiny", "cancel", "other")]
    [InlineData("--device gpu: not auto, cpu, cuda:0", "serve", "--device", "gpu")]
    [InlineData("--listen goes with --cluster", "serve", "--listen", "127.0.0.1:5310")]
    [InlineData("training.stepz", "submit", "FILE", "--set", "training.stepz=1")]
    public void What_is_not_allowed_is_said_in_one_line(string words, params string[] arguments)
    {
        Assert.Equal(0, Product.Run("submit", uninterrupted.File, "--runs", Runs).ExitCode);
        var (exitCode, _, errors) = Product.Run([.. arguments.Select(word => word == "FILE" ? uninterrupted.File : word), "--runs", Runs]);
        Assert.Equal(2, exitCode);
        Assert.Contains(words, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal([("tiny", "waiting")], Queue());
    }

    private IEnumerable<(string, string)> Queue() => [.. Product.Json("queue", "--runs", Runs).EnumerateArray()
        .Select(it => (it.GetProperty("campaign").GetString()!, it.GetProperty("state").GetString()!))];

    private CampaignFolder Folder(string name) => CampaignFolder.Of(Runs, name);

    /// <summary>
    /// Events as those of a campaign of another name of the same length. Names stand in checkpoints too, so all digests are left out; the losses and
    /// errors that came of the weights are not.
    /// </summary>
    private static SortedDictionary<string, List<string>> Renamed(SortedDictionary<string, List<string>> events, string from, string to) => new(
        events.ToDictionary(it => it.Key, it => it.Value.ConvertAll(
            line => Digest().Replace(line.Replace(Hex(from), Hex(to), StringComparison.Ordinal), "digest"))), StringComparer.Ordinal);

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("(3[0-9]|6[1-6]){64}|C420[0-9A-F]{64}")]
    private static partial Regex Digest();
}
