using S3Actors.Coordinator.WhatIf;
using S3Actors.Tests.Coordinator.Processes;
using S3Actors.Tests.Coordinator.History;

namespace S3Actors.Tests.Coordinator.Commands;

/// <summary><c>retrain</c> as a user meets it: from the command to the report, killed and resumed.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class RetrainTests(UninterruptedCampaign campaign)
{
    private static readonly string[] Short = ["--set", "retraining.steps=20", "--set", "execution.slice_steps=2"];

    [Fact]
    public void Killed_and_resumed_it_gives_the_same_events_and_weights_and_everything_agrees()
    {
        using var whole = new CampaignCopy(campaign);
        var (exitCode, output, errors) = Product.Run(["retrain", "tiny", "--runs", whole.Runs, .. Short]);
        Assert.True(exitCode == 0, errors);
        Assert.Contains("evolved, retrained", output, StringComparison.Ordinal);

        using var killed = new CampaignCopy(campaign);
        foreach (var point in new[] { "step-done#9", "checkpoint-durable#2", "before-persist#3" })
        {
            using var product = Product.StartWith(new Dictionary<string, string> { ["S3ACTORS_CRASH_AT"] = point }, ["retrain", "tiny", "--runs", killed.Runs, .. Short]);
            Assert.Equal(128 + 9, product.Wait());
        }
        Assert.Equal("retrain", Product.Json("status", "tiny", "--runs", killed.Runs).GetProperty("phase").GetString());
        var resumed = Product.Run("retrain", "tiny", "--runs", killed.Runs); // as it began, without a word of it
        Assert.True(resumed.ExitCode == 0, resumed.Errors);
        Assert.Equal([], RunFingerprint.Of(killed.Folder).DifferencesFrom(RunFingerprint.Of(whole.Folder), "uninterrupted", "killed"));
        Assert.Empty(Product.Json("audit", "tiny", "--verify", "--runs", killed.Runs).GetProperty("findings").EnumerateArray());

        Assert.Empty(Product.Json("replay", "tiny", "--execute", "--runs", killed.Runs).GetProperty("differences").EnumerateArray());

        var winners = Product.Json("report", "tiny", "--runs", killed.Runs).GetProperty("winners").EnumerateArray().ToList();
        Assert.Equal(["final", "control", "retrained"], winners.Select(it => it.GetProperty("search").GetString()));
        Assert.Equal(winners[0].GetProperty("architecture").GetString(), winners[2].GetProperty("architecture").GetString());
        Assert.Equal("retrained", Product.Json("export", "tiny", "--runs", killed.Runs).GetProperty("weights").GetString());
        Assert.Equal("inherited", Product.Json("export", "tiny", "--inherited", "--runs", killed.Runs).GetProperty("weights").GetString());
    }

    [Fact]
    public void Once_begun_it_goes_on_with_its_own_settings_only_and_the_controls_winner_is_retrained_after_it()
    {
        using var copy = new CampaignCopy(campaign);
        using (var killed = Product.StartWith(new Dictionary<string, string> { ["S3ACTORS_CRASH_AT"] = "step-done#3" }, ["retrain", "tiny", "--runs", copy.Runs, .. Short]))
            Assert.Equal(128 + 9, killed.Wait());
        Refused(copy, "the retraining of 'final' is under way", ["--control", .. Short]);
        Refused(copy, "retraining.steps: 20 in the journal, 30 now", "--set", "retraining.steps=30");
        foreach (var control in new[] { false, true })
        {
            var (exitCode, _, errors) = Product.Run(["retrain", "tiny", "--runs", copy.Runs, .. control ? ["--control", .. Short] : Array.Empty<string>()]);
            Assert.True(exitCode == 0, errors);
        }
        var winners = Product.Json("report", "tiny", "--runs", copy.Runs).GetProperty("winners").EnumerateArray().ToList();
        Assert.Equal(["final", "control", "retrained", "control-retrained"], winners.Select(it => it.GetProperty("search").GetString()));
        Assert.Equal(winners[1].GetProperty("architecture").GetString(), winners[3].GetProperty("architecture").GetString());
        Assert.Empty(Product.Json("audit", "tiny", "--verify", "--runs", copy.Runs).GetProperty("findings").EnumerateArray());
        Assert.Empty(Product.Json("replay", "tiny", "--execute", "--runs", copy.Runs).GetProperty("differences").EnumerateArray());
    }

    [Fact]
    public void What_it_cannot_do_it_says_and_leaves_alone()
    {
        using var copy = new CampaignCopy(campaign);
        Refused(copy, "retrain alters nothing of the campaign", "--set", "training.steps=25");
        Refused(copy, "there is no such setting", "--set", "retraining.stepz=25");
        copy.Sql("DELETE FROM journal WHERE ordering >= (SELECT ordering FROM journal WHERE manifest = 'campaign-completed-v1')");
        Refused(copy, "is not complete");
    }

    private static void Refused(CampaignCopy copy, string reason, params string[] options)
    {
        var before = TinyCampaign.Rows(copy.Folder.Path);
        var (exitCode, _, errors) = Product.Run(["retrain", "tiny", "--runs", copy.Runs, .. options]);
        Assert.Equal(2, exitCode);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.Equal(before, TinyCampaign.Rows(copy.Folder.Path));
    }
}
