using S3Actors.Coordinator.History;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.Formats;
using S3Actors.Tests.Coordinator.History;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What readers say of a campaign is so, whatever its process and its folder went through.</summary>
[Collection(WatchingCollection.Name)]
public sealed class TruthfulStatusTests(UninterruptedCampaign original) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Runs => _folder.Path("runs");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_single_subnets_result_is_a_sign_of_life()
    {
        using var copy = new CampaignCopy(original);
        copy.Sql("DELETE FROM journal WHERE ordering > (SELECT min(ordering) + 5 FROM journal WHERE manifest = 'subnet-evaluated-v1')");
        copy.FoldLog();
        using var held = CampaignLock.TryTake(copy.Folder);
        using var journal = new JournalReader(copy.Folder);
        var last = journal.Last()!;
        Assert.IsType<SubnetEvaluated>(last.Event);
        foreach (var file in Directory.GetFiles(copy.Folder.Path)) File.SetLastWriteTimeUtc(file, last.Time.UtcDateTime.AddHours(-1));
        File.Delete(copy.Folder.TelemetryFile);
        using var watch = new CampaignWatch(copy.Folder);
        Assert.Equal("running", CampaignStatus.Read(copy.Folder, watch.Look, last.Time.AddSeconds(30)).State);
        Assert.Equal("silent", CampaignStatus.Read(copy.Folder, watch.Look, last.Time.AddMinutes(12)).State);
        Assert.Equal(last.Time, CampaignStatus.Read(copy.Folder, watch.Look, last.Time).LastEvent);
    }

    [Fact]
    public void A_process_that_stands_still_has_given_no_sign_of_life_for_so_long()
    {
        using var campaign = new FrozenCampaign("v1");
        using var held = CampaignLock.TryTake(campaign.Folder);
        foreach (var file in new[] { campaign.Folder.LockFile, campaign.Folder.JournalFile }) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-12));
        var status = Product.Run("status", "frozen", "--runs", campaign.Runs);
        Assert.Matches(@"state +no sign of life for 12 min[^\n]*: a process holds the campaign, but does nothing", status.Output);
        Assert.DoesNotContain("running", status.Output, StringComparison.Ordinal);
        var list = Product.Json("list", "--runs", campaign.Runs).EnumerateArray().Single();
        Assert.Equal("silent", list.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("execution.journal.postgres.connection_from=NO_SUCH_VARIABLE")]
    [InlineData("execution.minimum_free_disk_mib=1000000000")]
    [InlineData("data.training_images_file=none")]
    [InlineData("training.steps=0")]
    public void A_first_run_that_is_refused_leaves_no_folder(string setting)
    {
        var run = Product.Run("run", original.File, "--set", setting, "--runs", Runs);
        Assert.InRange(run.ExitCode, 1, 2);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(_folder.Path("runs/tiny")));
    }

    /// <summary>A checkpoint each step, of which one is kept: whichever a reader has read of is soon gone.</summary>
    [Fact]
    public void Neither_audit_nor_doctor_gives_a_false_alarm_beside_a_campaign_that_removes_checkpoints()
    {
        var campaign = new CampaignFolder(_folder.Path("runs/tiny"));
        using var product = Product.Start("run", original.File, "--set", "training.checkpoint_every_steps=1", "--set", "training.steps=100000", "--set", "execution.kept_checkpoints=1",
            "--set", "execution.minimum_free_disk_mib=0", "--runs", Runs);
        Assert.True(TinyCampaign.WaitForRows(campaign.Path, 20, product), product.Errors);
        for (var time = 0; time < 12; time++) Assert.Equal([], JournalVerification.Of(campaign).Findings);
        for (var time = 0; time < 3; time++)
        {
            var doctor = Product.Run("doctor", "tiny", "--runs", Runs);
            Assert.True(doctor.ExitCode == 0, doctor.Output);
        }
        Assert.False(product.HasEnded, product.Errors);
        product.Kill();
    }

    [Theory]
    [InlineData(true, "the folder was renamed; it works under its own name again: mv ")]
    [InlineData(false, "it is a copy of that folder under another name; 's3actors fork tiny NEW --at-iteration t' makes a campaign of another name")]
    public void A_folder_of_another_name_is_recognised_for_what_it_is(bool renamed, string says)
    {
        using var copy = new CampaignCopy(original);
        var other = Path.Combine(copy.Runs, "other");
        if (renamed) Directory.Move(copy.Folder.Path, other);
        else
        {
            Directory.CreateDirectory(other);
            File.Copy(copy.Folder.JournalFile, Path.Combine(other, "journal.db"));
        }
        string[][] commands =
        [
            ["run", original.File, "--name", "other"], ["status", "other"], ["audit", "other", "--verify"], ["replay", "other"], ["backup", "other", _folder.Path("b.db")],
            ["fork", "other", "next", "--at-iteration", "1"],
        ];
        foreach (var command in renamed ? commands : commands[..2])
        {
            var (exitCode, output, errors) = Product.Run([.. command, "--runs", copy.Runs]);
            Assert.True((exitCode, output) == (1, ""), $"{string.Join(' ', command)}: {exitCode} {output}{errors}");
            Assert.StartsWith($"{other} holds the journal of campaign 'tiny': {says}", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        var doctor = Product.Run("doctor", "other", "--runs", copy.Runs);
        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains(says, doctor.Output, StringComparison.Ordinal);
        Assert.Contains(says, Product.Run("list", "--runs", copy.Runs).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(copy.Runs, "next")));
    }
}
