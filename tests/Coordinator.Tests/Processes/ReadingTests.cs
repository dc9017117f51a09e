using System.Security.Cryptography;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Journal;
using S3Actors.Tests.Coordinator.History;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>Every command that reads does so beside a campaign at work and on one that failed, and changes nothing.</summary>
[Collection(WatchingCollection.Name)]
public sealed class ReadingTests(UninterruptedCampaign uninterrupted)
{
    /// <summary>Each with what it says of a campaign in its second iteration.</summary>
    private static readonly (string Command, string Says)[] Commands =
    [
        ("status NAME", "iteration    2 of 2"),
        ("audit NAME", "iteration 1  stage1.depth"),
        ("audit NAME --iteration 1 --dimension stage1.qkv_dim --csv", "reasoning"),
        ("audit NAME --verify", "everything agrees"),
        ("replay NAME", "moves are as recorded"),
        ("replay NAME --rule frozen --gamma qkv_dim=2", "no dimension moves in iteration 1"),
        ("replay NAME --compare sign,frozen", "moves as recorded"),
        ("replay NAME --sweep tau=0.1..4", "flip(s)"),
        ("compare NAME NAME", "mean Q % of iteration 1"),
        ("report NAME --html PAGE", "Evolution of the space"),
        ("doctor NAME", "journal"),
    ];

    [Fact]
    public void Beside_a_campaign_at_work()
    {
        using var folder = new TemporaryFolder();
        var campaign = new CampaignFolder(folder.Path("runs/tiny"));
        using var product = Product.Start("run", uninterrupted.File, "--set", "training.final_steps=2000", "--runs", folder.Path("runs")); // not at its end too soon
        Assert.True(TinyCampaign.WaitForRows(campaign.Path, RowsUntilTheSecondIteration(), product), product.Errors);
        product.Freeze();
        Assert.Equal("running", Product.Json("status", "tiny", "--runs", folder.Path("runs")).GetProperty("state").GetString());
        ReadEverything(campaign, folder);
        product.Interrupt();
        product.Thaw();
        Assert.True(product.Wait() == 3, product.Errors);
        Assert.Equal([], JournalVerification.Of(campaign).Findings);
    }

    /// <summary>A fork of the finished campaign whose second iteration diverges at its first step.</summary>
    [Fact]
    public void On_a_campaign_that_failed()
    {
        using var folder = new TemporaryFolder();
        using var copy = new CampaignCopy(uninterrupted);
        var campaign = CampaignFolder.Of(copy.Runs, "failing");
        Assert.Equal(0, Product.Run("fork", "tiny", "failing", "--at-iteration", "2", "--set", "training.maximum_loss=0.001", "--runs", copy.Runs).ExitCode);
        var run = Product.Run("run", Path.Combine(campaign.Path, "campaign.conf"), "--runs", copy.Runs);
        Assert.Equal(1, run.ExitCode);
        var status = Product.Json("status", "failing", "--runs", copy.Runs);
        Assert.Equal("failed", status.GetProperty("state").GetString());
        Assert.Contains("iteration-2", status.GetProperty("reason").GetString(), StringComparison.Ordinal);
        ReadEverything(campaign, folder);
    }

    private static void ReadEverything(CampaignFolder campaign, TemporaryFolder scratch)
    {
        var before = Contents(campaign);
        foreach (var (command, says) in Commands)
        {
            var arguments = command.Split(' ').Select(word => word switch { "NAME" => campaign.Name, "PAGE" => scratch.Path("page.html"), _ => word });
            var (exitCode, output, errors) = Product.Run([.. arguments, "--runs", Path.GetDirectoryName(campaign.Path)!]);
            Assert.True(exitCode == 0, $"{command}: {output}{errors}");
            Assert.Contains(says, output, StringComparison.Ordinal);
        }
        Assert.Equal(before, Contents(campaign));
    }

    /// <summary>Digests of a campaign's files; its lock aside, what the run itself writes meanwhile, SQLite's index of its log, which every reader signs, and a log without a row.</summary>
    private static SortedDictionary<string, string> Contents(CampaignFolder campaign)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(campaign.Path, "*", SearchOption.AllDirectories))
        {
            if (path == campaign.LockFile || path == campaign.ControlSocket || path == campaign.TelemetryFile || path.EndsWith("-shm", StringComparison.Ordinal) || (path.EndsWith("-wal", StringComparison.Ordinal) && new FileInfo(path).Length == 0)) continue;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            files.Add(path, Convert.ToHexString(SHA256.HashData(file)));
        }
        return files;
    }

    private long RowsUntilTheSecondIteration()
    {
        using var journal = JournalFile.Open(Path.Combine(uninterrupted.Folder, "journal.db"), Microsoft.Data.Sqlite.SqliteOpenMode.ReadOnly);
        using var command = journal.CreateCommand();
        command.CommandText = "SELECT max(ordering) FROM journal WHERE manifest = 'iteration-started-v1'";
        return (long)command.ExecuteScalar()!;
    }
}
