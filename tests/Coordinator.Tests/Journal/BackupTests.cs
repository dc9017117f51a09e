using S3Actors.Coordinator.Journal;
using S3Actors.Tests.Coordinator.History;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Journal;

/// <summary>Copies of a campaign's journal: whole ones, and what is made of those that are not.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class BackupTests(UninterruptedCampaign original) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The steps of docs/operating.md: the backup alone in an empty folder, then the same run command.</summary>
    [Fact]
    public void A_backup_of_a_running_campaign_is_restored_and_goes_on_to_the_same_events()
    {
        var (campaign, file) = (_folder.Path("runs/tiny"), _folder.Path("tiny.backup"));
        long rows;
        using (var product = Product.Start("run", original.File, "--runs", _folder.Path("runs")))
        {
            Assert.True(TinyCampaign.WaitForRows(campaign, 30, product), product.Errors); // its first supernet is trained
            product.Freeze();
            var backup = Product.Json("backup", "tiny", file, "--runs", _folder.Path("runs"));
            rows = backup.GetProperty("events").GetInt64();
            Assert.Equal(TinyCampaign.Rows(campaign), rows);
            Assert.Equal([Path.Combine(campaign, "checkpoints")], backup.GetProperty("besides").EnumerateArray().Select(it => it.GetString()));
            Copy(campaign, _folder.Path("torn/tiny"), withLog: false);
            product.Kill();
        }
        IsRecognisedAsTorn();

        Directory.CreateDirectory(_folder.Path("restored/tiny"));
        File.Copy(file, _folder.Path("restored/tiny/journal.db"));
        Assert.Equal(rows, TinyCampaign.Rows(_folder.Path("restored/tiny")));
        var run = Product.Run("run", original.File, "--runs", _folder.Path("restored"));
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(original.Events, TinyCampaign.Events(_folder.Path("restored/tiny")));
    }

    [Fact]
    public void A_backup_replaces_nothing_and_leaves_nothing_half_written()
    {
        var file = _folder.Write("kept.txt", "kept");
        Refused("exists already", file);
        Assert.Equal("kept", File.ReadAllText(file));
        Refused("there is no folder", _folder.Path("none/tiny.db"));
        Refused("is a folder", _folder.Path("."));
        using var copy = new CampaignCopy(original);
        copy.Sql("UPDATE journal SET message = x'00' WHERE persistence_id = 'tiny/ledger' AND sequence_number = 5");
        var damaged = Product.Run("backup", "tiny", _folder.Path("damaged.db"), "--runs", copy.Runs);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("ledger #5 does not follow the row before it", Assert.Single(damaged.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(["kept.txt"], Directory.GetFileSystemEntries(_folder.Path("")).Select(Path.GetFileName));

        void Refused(string why, string target)
        {
            var (exitCode, output, errors) = Product.Run("backup", "tiny", target, "--runs", original.Runs);
            Assert.Equal((2, ""), (exitCode, output));
            Assert.Contains(why, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_older_journal_beside_newer_checkpoints_is_said_and_goes_on()
    {
        using var copy = new CampaignCopy(original);
        copy.Sql($"DELETE FROM journal WHERE ordering >= {copy.Number("SELECT min(ordering) FROM journal WHERE persistence_id = 'tiny/supernet-final'")}");
        copy.Sql("UPDATE sqlite_sequence SET seq = (SELECT max(ordering) FROM journal)");
        const string Says = "the journal ends before checkpoints that stand beside it (final-step24.safetensors)";
        var doctor = Product.Run("doctor", "tiny", "--runs", copy.Runs);
        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("BAD  journal    " + Says, doctor.Output, StringComparison.Ordinal);
        Assert.Contains(Says, Product.Run("audit", "tiny", "--verify", "--runs", copy.Runs).Output, StringComparison.Ordinal);
        Assert.Contains(Says, Product.Run("status", "tiny", "--runs", copy.Runs).Output, StringComparison.Ordinal);
        var run = Product.Run("run", original.File, "--runs", copy.Runs);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains(Says, run.Errors, StringComparison.Ordinal);
        Assert.Equal(original.Events, TinyCampaign.Events(copy.Folder.Path));
    }

    [DiskFact]
    public void A_read_only_mount_with_an_empty_log_is_read_by_every_command_that_reads()
    {
        using var disk = new SmallDisk(8);
        Copy(original.Folder, Path.Combine(disk.Runs, "tiny"), withLog: true);
        JournalFile.Close(Path.Combine(disk.Runs, "tiny", "journal.db"));
        File.WriteAllBytes(Path.Combine(disk.Runs, "tiny", "journal.db-wal"), []);
        disk.MakeReadOnly();
        string[] commands =
        [
            "status tiny", "list", "audit tiny", "audit tiny --verify", "replay tiny", "compare tiny tiny", "report tiny", "doctor tiny", "backup tiny FILE", "export tiny --evaluations csv --to FOLDER",
        ];
        foreach (var command in commands)
        {
            var arguments = command.Split(' ').Select(word => word switch { "FILE" => _folder.Path("backup.db"), "FOLDER" => _folder.Path("export"), _ => word });
            var (exitCode, _, errors) = Product.Run([.. arguments, "--runs", disk.Runs]);
            Assert.True(exitCode == 0, $"{command}: {exitCode} {errors}");
        }
    }

    /// <summary>What SQLite had written so far stands in the log that was left behind: the file has no row.</summary>
    private void IsRecognisedAsTorn()
    {
        const string Says = "the journal has no event, but checkpoints stand beside it (iteration-1-step";
        var torn = _folder.Path("torn");
        Assert.Equal(0, TinyCampaign.Rows(Path.Combine(torn, "tiny")));
        var before = Files();
        foreach (var (command, exitCode) in new[] { ("doctor tiny", 1), ("audit tiny --verify", 1), ("status tiny", 0), ("list", 0) })
        {
            var (actual, output, errors) = Product.Run([.. command.Split(' '), "--runs", torn]);
            Assert.True(actual == exitCode, $"{command}: {actual} {output}{errors}");
            Assert.Contains(Says, output, StringComparison.Ordinal);
            Assert.DoesNotContain("all whole", output, StringComparison.Ordinal);
        }
        foreach (var command in (string[])["backup tiny FILE", "report tiny", "replay tiny", "replay tiny --tau 2", "compare tiny tiny", "fork tiny next --at-iteration 1"])
        {
            var (exitCode, output, errors) = Product.Run([.. command.Split(' ').Select(word => word == "FILE" ? _folder.Path("torn.db") : word), "--runs", torn]);
            Assert.True((exitCode, output) is (1 or 2, ""), $"{command}: {exitCode} {output}{errors}");
            Assert.StartsWith($"campaign 'tiny': {Says}", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        NotBegunAnew();
        File.Delete(Path.Combine(torn, "tiny", "journal.db"));
        NotBegunAnew();
        Assert.Contains(Says, Product.Run("doctor", "tiny", "--runs", torn).Errors, StringComparison.Ordinal);

        void NotBegunAnew()
        {
            var run = Product.Run("run", original.File, "--runs", torn);
            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.StartsWith($"campaign 'tiny' is not begun anew: {Says}", Assert.Single(run.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.Equal(before.Where(it => File.Exists(it.Path)), Files());
        }

        List<(string Path, DateTime Written)> Files() =>
            [.. Directory.GetFiles(torn, "*", SearchOption.AllDirectories).Where(path => Path.GetExtension(path) is ".safetensors" or ".db").Order(StringComparer.Ordinal)
                .Select(path => (path, File.GetLastWriteTimeUtc(path)))];
    }

    private static void Copy(string campaign, string target, bool withLog)
    {
        foreach (var file in Directory.EnumerateFiles(campaign, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) != ".sock"))
        {
            var name = Path.GetRelativePath(campaign, file);
            if (!withLog && name is not "journal.db" && !name.StartsWith("checkpoints", StringComparison.Ordinal)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, name))!);
            File.Copy(file, Path.Combine(target, name));
        }
    }
}
