namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A disk that fills up or cannot be written: a clean stop, and the same command goes on once it can.</summary>
[Collection(ProcessCollection.Name)]
public sealed class DiskTests(UninterruptedCampaign uninterrupted)
{
    /// <summary>More checkpoints are kept than the disk has room for, so that it is full at another write each time.</summary>
    private static readonly string[] Greedy = ["--set", "execution.minimum_free_disk_mib=0", "--set", "execution.kept_checkpoints=100"];

    [DiskFact]
    public void A_disk_that_fills_up_stops_it_at_any_write_and_it_goes_on_once_there_is_room()
    {
        using var disk = new SmallDisk(8);
        var failures = new HashSet<string>(StringComparer.Ordinal);
        for (var free = 0; free <= 400; free += 50)
        {
            disk.Leave(free << 10);
            var (exitCode, _, errors) = Product.Run(["run", uninterrupted.File, "--runs", disk.Runs, .. Greedy]);
            if (exitCode == 0) continue; // it had come so far that this was enough
            Assert.Equal(1, exitCode);
            var line = Assert.Single(errors.TrimEnd().Split('\n'));
            Assert.Matches("full|No space left|disk are free|disk I/O error", line);
            failures.Add(line);
        }
        Assert.True(failures.Count >= 3, string.Join('\n', failures));

        disk.Free();
        var last = Product.Run(["run", uninterrupted.File, "--runs", disk.Runs, .. Greedy]);
        Assert.True(last.ExitCode == 0, last.Errors);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Path.Combine(disk.Runs, "tiny")));
    }

    [DiskFact]
    public void A_folder_that_became_read_only_can_still_be_read()
    {
        using var disk = new SmallDisk(8);
        var (exitCode, _, errors) = Product.Run(["run", uninterrupted.File, "--runs", disk.Runs, .. Greedy]);
        Assert.True(exitCode == 0, errors);
        disk.MakeReadOnly();
        Assert.Equal("completed", Product.Json("status", "tiny", "--runs", disk.Runs).GetProperty("state").GetString());
        Assert.Equal(0, Product.Run("report", "tiny", "--runs", disk.Runs).ExitCode);
        Assert.Equal(0, Product.Run("doctor", "tiny", "--runs", disk.Runs).ExitCode);
        var run = Product.Run(["run", uninterrupted.File, "--runs", disk.Runs, .. Greedy]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("cannot be written", Assert.Single(run.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
