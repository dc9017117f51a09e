using Microsoft.Data.Sqlite;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>One process writes a campaign; what others do to its folder delays it at most.</summary>
[Collection(ProcessCollection.Name)]
public sealed class OneWriterTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Campaign => _folder.Path("runs/tiny");

    [Fact]
    public void A_lock_left_by_a_dead_process_does_not_block_whatever_it_says()
    {
        Directory.CreateDirectory(Campaign);
        File.WriteAllText(Path.Combine(Campaign, "lock"), $"{Environment.ProcessId}\n"); // a process that lives, and is another program
        var (exitCode, _, errors) = Product.Run("run", uninterrupted.File, "--runs", _folder.Path("runs"));
        Assert.True(exitCode == 0, errors);
    }

    [Fact]
    public void A_second_run_is_turned_away_before_it_reads_an_image()
    {
        Directory.CreateDirectory(Campaign);
        using var held = CampaignLock.TryTake(new CampaignFolder(Campaign));
        // Images that would be refused with another exit code, were they looked at.
        File.WriteAllText(_folder.Path("none"), "no images");
        var (exitCode, _, errors) = Product.Run("run", uninterrupted.File, "--set", $"data.test_images_file={_folder.Path("none")}", "--runs", _folder.Path("runs"));
        Assert.Equal(4, exitCode);
        Assert.Contains("already running", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_another_program_locks_for_a_while_is_waited_for()
    {
        Pause();
        using var other = Lock();
        using var product = Product.Start("run", uninterrupted.File, "--runs", _folder.Path("runs"));
        Thread.Sleep(2500); // long enough to be in its way, and less than a write waits
        Assert.False(product.HasEnded, product.Errors);
        Execute(other, "COMMIT");
        Assert.True(product.Wait() == 0, product.Errors);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
    }

    [Fact]
    public void A_journal_that_another_program_locks_for_good_ends_the_run_in_one_line()
    {
        Pause();
        using (var other = Lock())
        {
            var (exitCode, output, errors) = Product.Run("run", uninterrupted.File, "--runs", _folder.Path("runs"));
            Assert.Equal((1, ""), (exitCode, output));
            Assert.Contains("database is locked", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        Assert.Equal(0, Product.Run("run", uninterrupted.File, "--runs", _folder.Path("runs")).ExitCode);
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
    }

    [Fact]
    public void Readers_in_a_tight_loop_delay_no_event_and_change_none()
    {
        using var product = Product.Start("run", uninterrupted.File, "--runs", _folder.Path("runs"));
        var reads = 0;
        while (!product.HasEnded)
        {
            if (TinyCampaign.Rows(Campaign) > 0 && TinyCampaign.Events(Campaign).Count > 0) reads++;
            Thread.Sleep(10);
        }
        Assert.True(product.Wait() == 0, product.Errors);
        Assert.True(reads > 10, $"{reads} reads");
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
    }

    /// <summary>A campaign with a journal that nobody works on.</summary>
    private void Pause()
    {
        using var product = Product.Start("run", uninterrupted.File, "--runs", _folder.Path("runs"));
        Assert.True(TinyCampaign.WaitForRows(Campaign, 3, product), product.Errors);
        product.Kill();
    }

    private SqliteConnection Lock()
    {
        var connection = JournalFile.Open(Path.Combine(Campaign, "journal.db"), SqliteOpenMode.ReadWrite);
        Execute(connection, "BEGIN IMMEDIATE");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
