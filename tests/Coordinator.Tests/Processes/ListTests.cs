using System.Text.Json;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Tests.Coordinator.History;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>Many campaigns, one line each; and many decisions on one screen.</summary>
[Collection(WatchingCollection.Name)]
public sealed class ListTests(UninterruptedCampaign campaign)
{
    [Fact]
    public void A_line_says_what_status_says()
    {
        var line = Assert.Single(Product.Json("list", "--runs", campaign.Runs).EnumerateArray());
        Assert.Equal("tiny", line.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("problem").ValueKind);
        var (listed, full) = (line.GetProperty("status"), Product.Json("status", "tiny", "--runs", campaign.Runs));
        foreach (var property in new[] { "state", "interrupted", "phase", "iteration", "iterations", "best", "sessions", "begun", "last_event" })
            Assert.True(JsonElement.DeepEquals(full.GetProperty(property), listed.GetProperty(property)), property);
    }

    [Fact]
    public void They_are_filtered_and_sorted_and_one_that_cannot_be_read_hides_no_other()
    {
        using var copy = new CampaignCopy(campaign);
        copy.Sql("DELETE FROM journal WHERE persistence_id IN ('tiny/session', 'tiny/campaign') AND sequence_number > 3");
        var damaged = CampaignFolder.Of(copy.Runs, "damaged");
        Directory.CreateDirectory(damaged.Path);
        File.WriteAllText(damaged.JournalFile, "no database at all, but a text that is longer than the header of one would be: " + new string('.', 200));
        Assert.Equal(["damaged", "tiny"], new CampaignOverviews(copy.Runs).All().Select(it => it.Name));
        Assert.Equal("unreadable", new CampaignOverviews(copy.Runs).All()[0].State);
        Assert.Equal("damaged", Assert.Single(Product.Json("list", "--state", "unreadable", "--runs", copy.Runs).EnumerateArray()).GetProperty("name").GetString());
        Assert.Empty(Product.Json("list", "--state", "completed", "--runs", copy.Runs).EnumerateArray());
        var (exitCode, output, _) = Product.Run("list", "--sort", "name", "--runs", copy.Runs);
        Assert.Equal(0, exitCode);
        Assert.Equal(["campaign", "damaged", "tiny"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void What_was_read_of_campaigns_at_rest_is_kept_and_never_shown_once_it_is_not_true()
    {
        using var copy = new CampaignCopy(campaign);
        var kept = Path.Combine(copy.Runs, ".overviews.json");
        File.SetLastWriteTimeUtc(copy.Folder.JournalFile, DateTime.UtcNow);
        Assert.Equal("completed", State());
        Assert.False(File.Exists(kept)); // the journal was written just now: it may be written again within one tick of its clock
        Settle();
        Assert.Equal("completed", State());
        Assert.Contains("completed", File.ReadAllText(kept), StringComparison.Ordinal);
        File.WriteAllText(kept, File.ReadAllText(kept).Replace("completed", "from-file", StringComparison.Ordinal));
        Assert.Equal("from-file", State()); // it is used
        copy.Sql("DELETE FROM journal WHERE persistence_id IN ('tiny/session', 'tiny/campaign') AND sequence_number > 3");
        Assert.Equal("paused", State()); // not once the journal is another
        Settle();
        Assert.Equal("paused", State());
        File.WriteAllText(Path.Combine(copy.Folder.CheckpointFolder, "iteration-9-step5.safetensors"), "");
        Assert.Contains("iteration-9-step5", Assert.Single(new CampaignOverviews(copy.Runs, 1).All()).Status!.MissingEvents, StringComparison.Ordinal);
        File.WriteAllText(kept, "{ nonsense");
        Assert.Equal("paused", State());

        string State() => Assert.Single(new CampaignOverviews(copy.Runs, worthwhile: 1).All()).State;

        void Settle()
        {
            foreach (var file in Directory.EnumerateFiles(copy.Folder.Path)) File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddMinutes(-1));
            Directory.SetLastWriteTimeUtc(copy.Folder.CheckpointFolder, Directory.GetLastWriteTimeUtc(copy.Folder.CheckpointFolder).AddMinutes(-1));
        }
    }

    [Theory]
    [InlineData("--state", "asleep")]
    [InlineData("--sort", "colour")]
    public void A_word_that_is_none_is_refused(string option, string word)
    {
        var (exitCode, output, errors) = Product.Run("list", option, word, "--runs", campaign.Runs);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(word, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_overview_has_every_decision_of_the_audit()
    {
        var audit = Product.Json("audit", "tiny", "--runs", campaign.Runs).GetProperty("dimensions").EnumerateArray().ToList();
        var overview = Product.Json("audit", "tiny", "--overview", "--runs", campaign.Runs);
        Assert.Equal(12, overview.GetProperty("rows").GetArrayLength());
        foreach (var row in overview.GetProperty("rows").EnumerateArray())
        foreach (var (cell, i) in row.GetProperty("cells").EnumerateArray().Select((cell, i) => (cell, i)))
        {
            var decision = Assert.Single(audit, it => it.GetProperty("dimension").GetString() == row.GetProperty("dimension").GetString() && it.GetProperty("iteration").GetInt32() == i + 1);
            foreach (var property in new[] { "proposed_steps", "applied_steps", "outcome" }) Assert.Equal(decision.GetProperty(property).ToString(), cell.GetProperty(property).ToString());
        }
    }

    [Theory]
    [InlineData("depth", 2, "stage1.depth,stage2.depth")]
    [InlineData("stage2", 6, "stage2.depth,stage2.embed_dim,stage2.mlp_ratio,stage2.num_heads,stage2.qkv_dim,stage2.window_size")]
    public void A_kind_or_a_stage_selects_its_dimensions(string group, int count, string names)
    {
        var shown = Product.Json("audit", "tiny", "--dimension", group, "--iteration", "1", "--runs", campaign.Runs).GetProperty("dimensions").EnumerateArray().Select(it => it.GetProperty("dimension").GetString()).ToList();
        Assert.Equal(count, shown.Count);
        Assert.Equal(names, string.Join(',', shown.Order(StringComparer.Ordinal)));
    }
}
