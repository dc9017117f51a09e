using S3Actors.Coordinator.Notes;
using S3Actors.Tests.Coordinator.History;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What people say of a campaign.</summary>
[Collection(WatchingCollection.Name)]
public sealed class NoteTests(UninterruptedCampaign campaign)
{
    [Fact]
    public void Remarks_and_tags_are_kept_and_shown_and_no_run_differs_by_them()
    {
        using var copy = new CampaignCopy(campaign);
        var rows = copy.Number("SELECT count(*) FROM journal");
        var said = Product.Json("note", "tiny", "a first look\nat it", "--tag", "baseline", "--tag", "week-48", "--runs", copy.Runs);
        Assert.Equal(["baseline", "week-48"], said.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal(0, Product.Run("note", "tiny", "--untag", "week-48", "--runs", copy.Runs).ExitCode);
        var status = Product.Json("status", "tiny", "--runs", copy.Runs);
        Assert.Equal("a first look\nat it", Assert.Single(status.GetProperty("notes").EnumerateArray()).GetProperty("text").GetString());
        Assert.Equal("baseline", Assert.Single(status.GetProperty("tags").EnumerateArray()).GetString());
        Assert.Single(Product.Json("list", "--tag", "baseline", "--runs", copy.Runs).EnumerateArray());
        Assert.Empty(Product.Json("list", "--tag", "baseline", "--tag", "week-48", "--runs", copy.Runs).EnumerateArray());
        Assert.Contains("a first look at it", Product.Run("report", "tiny", "--runs", copy.Runs).Output, StringComparison.Ordinal);
        Assert.Equal(rows, copy.Number("SELECT count(*) FROM journal"));
    }

    [Theory]
    [InlineData("'Baseline' can be no tag", "--tag", "Baseline")]
    [InlineData("has no tag 'absent'; it has none", "--untag", "absent")]
    [InlineData("the note is empty", " ")]
    public void What_can_be_no_note_is_refused_and_nothing_is_written(string reason, params string[] said)
    {
        using var copy = new CampaignCopy(campaign);
        var (exitCode, _, errors) = Product.Run(["note", "tiny", .. said, "--tag", "good", "--runs", copy.Runs]);
        Assert.Equal(2, exitCode);
        Assert.Contains(reason, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.False(File.Exists(copy.Folder.NotesFile));
    }

    [Fact]
    public void A_line_that_was_cut_short_is_left_out_and_spoils_none_after_it()
    {
        using var copy = new CampaignCopy(campaign);
        var time = DateTimeOffset.UnixEpoch;
        CampaignNotes.Append(copy.Folder, [new CampaignNote(time, Text: "one"), new CampaignNote(time, Tag: "a")]);
        File.AppendAllText(copy.Folder.NotesFile, "{\"time\":\"1970-01-");
        CampaignNotes.Append(copy.Folder, [new CampaignNote(time, Text: "two"), new CampaignNote(time, Untag: "a")]);
        var notes = CampaignNotes.Read(copy.Folder);
        Assert.Equal(["one", "two"], notes.Remarks.Select(it => it.Text));
        Assert.Empty(notes.Tags);
    }
}
