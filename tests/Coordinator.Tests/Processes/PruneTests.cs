using S3Actors.Coordinator.Journal;
using S3Actors.Tests.Coordinator.History;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What may go of a finished campaign, and what still works without it.</summary>
[Collection(WatchingCollection.Name)]
public sealed class PruneTests(UninterruptedCampaign campaign)
{
    [Fact]
    public void Nothing_goes_unasked_and_what_went_is_known_to_be_gone()
    {
        using var copy = new CampaignCopy(campaign);
        var stray = Path.Combine(copy.Folder.Path, "checkpoints", "iteration-1-step3.safetensors.unfinished");
        File.WriteAllText(stray, "half");
        var before = Checkpoints(copy.Folder);
        var listed = Product.Json("prune", "tiny", "--runs", copy.Runs);
        Assert.False(listed.GetProperty("removed").GetBoolean());
        Assert.Equal(before, Checkpoints(copy.Folder));
        Assert.Contains("--yes", Product.Run("prune", "tiny", "--runs", copy.Runs).Output, StringComparison.Ordinal);

        var removed = Product.Json("prune", "tiny", "--yes", "--runs", copy.Runs);
        var files = removed.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetProperty("file").GetString()!)).ToList();
        Assert.Contains(Path.GetFileName(stray), files);
        Assert.Contains(files, file => file.StartsWith("iteration-1-step", StringComparison.Ordinal) && file.EndsWith(".safetensors", StringComparison.Ordinal));
        Assert.Equal(before.Except(files), Checkpoints(copy.Folder));
        Assert.Contains(Checkpoints(copy.Folder), file => file.StartsWith("final-step", StringComparison.Ordinal));

        Assert.Equal(0, Product.Run("audit", "tiny", "--verify", "--runs", copy.Runs).ExitCode);
        var doctor = Product.Run("doctor", "tiny", "--runs", copy.Runs);
        Assert.True(doctor.ExitCode == 0, doctor.Output);
        Assert.Contains("removed by 'prune'", doctor.Output, StringComparison.Ordinal);
        Assert.Equal(0, Product.Run("run", campaign.File, "--runs", copy.Runs).ExitCode);
        var fork = Product.Run("fork", "tiny", "late", "--at-iteration", "2", "--runs", copy.Runs);
        Assert.Equal(2, fork.ExitCode);
        Assert.Contains("removed by 'prune'", fork.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(CampaignFolder.Of(copy.Runs, "late").Path));

        File.Delete(Path.Combine(copy.Folder.Path, "checkpoints", Checkpoints(copy.Folder).First(file => file.StartsWith("final-step", StringComparison.Ordinal))));
        Assert.Equal(1, Product.Run("audit", "tiny", "--verify", "--runs", copy.Runs).ExitCode);
    }

    private static List<string> Checkpoints(CampaignFolder folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(folder.Path, "checkpoints")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
