using Microsoft.Data.Sqlite;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.WhatIf;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Doctor;

/// <summary>The crash harness: it finds no difference in the product, and would find one.</summary>
[Collection(SeveralCollection.Name)]
public sealed class ChaosTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_at_points_and_at_random_moments_a_campaign_loses_no_event_and_no_bit()
    {
        var document = Product.Json("chaos", "--kills", "4", "--seed", "5", "--campaign", uninterrupted.File);
        Assert.Equal(4, document.GetProperty("kills").GetInt32());
        Assert.Empty(document.GetProperty("differences").EnumerateArray());
        Assert.InRange(document.GetProperty("longest_lost_steps").GetInt32(), 0, document.GetProperty("checkpoint_every_steps").GetInt32());
        Assert.True(document.GetProperty("checkpoint_files").GetInt32() >= 3);
        var points = document.GetProperty("points").EnumerateArray().ToList();
        Assert.Equal(4, points.Sum(point => point.GetProperty("kills").GetInt32()));
        // Only what a resumed run meets is never reached by the uninterrupted one: a point that nothing reaches would prove nothing.
        Assert.Equal(["row-replayed"], points.Where(point => point.GetProperty("reached").ValueKind == System.Text.Json.JsonValueKind.Number
            && point.GetProperty("reached").GetInt64() == 0).Select(point => point.GetProperty("point").GetString()));
    }

    [Fact]
    public void A_cluster_that_is_struck_loses_no_event_and_no_bit()
    {
        var document = Product.Json("chaos", "--cluster", "--kills", "1", "--seed", "1", "--campaign", uninterrupted.File);
        Assert.Equal(1, document.GetProperty("kills").GetInt32());
        Assert.Empty(document.GetProperty("differences").EnumerateArray());
        Assert.Equal(1, document.GetProperty("points").EnumerateArray().Sum(point => point.GetProperty("kills").GetInt32()));
    }

    [Fact]
    public void Processes_of_a_chaos_that_is_killed_are_gone_too()
    {
        var scratch = _folder.Path("scratch"); // stands in every command line
        Directory.CreateDirectory(scratch);
        using var chaos = Product.StartWith(
            new Dictionary<string, string> { ["TMPDIR"] = scratch }, "chaos", "--cluster", "--kills", "1", "--campaign", uninterrupted.File);
        Assert.True(SpinWait.SpinUntil(() => Processes() > 0, TimeSpan.FromMinutes(1)), chaos.Errors);
        chaos.Kill();
        Assert.True(SpinWait.SpinUntil(() => Processes() == 0, TimeSpan.FromSeconds(10)));

        int Processes() => Directory.EnumerateDirectories("/proc").Select(it => Path.Combine(it, "cmdline")).Count(it =>
        {
            try
            {
                return File.Exists(it) && File.ReadAllText(it).Contains(scratch, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false; // it has just ended
            }
        });
    }

    [Theory]
    [InlineData("before-persist#5")]
    [InlineData("checkpoint-flushed#2")]
    [InlineData("row-replayed#1")]
    public void A_process_told_to_crash_at_a_point_is_gone_at_that_point(string point)
    {
        Copy(uninterrupted.Folder, _folder.Path("runs/tiny"));
        if (point[0] != 'r') Directory.Delete(_folder.Path("runs/tiny"), recursive: true);
        using var product = Product.StartWith(
            new Dictionary<string, string> { ["S3ACTORS_CRASH_AT"] = point }, "run", uninterrupted.File, "--runs", _folder.Path("runs"));
        Assert.Equal(128 + 9, product.Wait());
    }

    [Theory]
    [InlineData("before-persist")]
    [InlineData("before-persist#0")]
    [InlineData("nowhere#1")]
    public void A_point_that_is_none_is_bad_input(string point)
    {
        using var product = Product.StartWith(
            new Dictionary<string, string> { ["S3ACTORS_CRASH_AT"] = point }, "run", uninterrupted.File, "--runs", _folder.Path("runs"));
        Assert.Equal(2, product.Wait());
        Assert.Contains("S3ACTORS_CRASH_AT", Assert.Single(product.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_event_a_lost_event_and_a_changed_checkpoint_are_differences()
    {
        var expected = RunFingerprint.Of(new CampaignFolder(uninterrupted.Folder));
        Assert.Empty(RunFingerprint.Of(new CampaignFolder(uninterrupted.Folder)).DifferencesFrom(expected));

        Copy(uninterrupted.Folder, _folder.Path("tiny"));
        var changed = new CampaignFolder(_folder.Path("tiny"));
        Sql(changed, "UPDATE journal SET message = (SELECT message FROM journal WHERE persistence_id = 'tiny/ledger' AND sequence_number = 3) WHERE persistence_id = 'tiny/ledger' AND sequence_number = 4");
        Sql(changed, "DELETE FROM journal WHERE persistence_id = 'tiny/population-final' AND sequence_number = (SELECT max(sequence_number) FROM journal WHERE persistence_id = 'tiny/population-final')");
        var checkpoint = Directory.GetFiles(Path.Combine(changed.Path, "checkpoints")).Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(checkpoint);
        bytes[^1] ^= 1;
        File.WriteAllBytes(checkpoint, bytes);

        var differences = RunFingerprint.Of(changed).DifferencesFrom(expected);
        Assert.Equal(3, differences.Count);
        Assert.StartsWith("stream ledger, event 4: subnet-evaluated-v1", differences[0], StringComparison.Ordinal);
        Assert.Contains("nothing here", differences[1], StringComparison.Ordinal);
        Assert.StartsWith($"checkpoints/{Path.GetFileName(checkpoint)}: ", differences[2], StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void Sql(CampaignFolder folder, string text)
    {
        using var connection = JournalFile.Open(folder.JournalFile, SqliteOpenMode.ReadWrite);
        using var command = connection.CreateCommand();
        command.CommandText = text;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
