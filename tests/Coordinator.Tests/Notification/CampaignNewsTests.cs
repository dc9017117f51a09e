using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Notification;

namespace S3Actors.Tests.Coordinator.Notification;

/// <summary>What is news between two looks at a campaign.</summary>
public sealed class CampaignNewsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData("running", "completed", "finished")]
    [InlineData("running", "failed", "failed")]
    [InlineData("running", "paused", "paused")]
    [InlineData("running", "interrupted", "interrupted")]
    [InlineData("running", "silent", "silent")]
    [InlineData("silent", "running", "alive")]
    [InlineData("paused", "running", "begun")]
    [InlineData("running", "unreadable", "unreadable")]
    public void A_change_of_state_is_news(string before, string after, string kind)
    {
        var news = Assert.Single(CampaignNews.Between(Campaign(before), Campaign(after), Now));
        Assert.Equal((kind, "demo"), (news.Event, news.Campaign));
        Assert.Contains("demo", news.Text, StringComparison.Ordinal);
        Assert.Contains(kind, CampaignNews.Kinds);
    }

    [Theory]
    [InlineData("running")]
    [InlineData("silent")]
    [InlineData("completed")]
    [InlineData("unreadable")]
    public void No_change_is_none(string state) => Assert.Empty(CampaignNews.Between(Campaign(state), Campaign(state), Now));

    [Fact]
    public void A_campaign_that_was_not_there_is_news() => Assert.Equal("begun", Assert.Single(CampaignNews.Between(null, Campaign("running"), Now)).Event);

    [Fact]
    public void A_new_phase_is_news_with_what_the_search_gave()
    {
        var search = Campaign("running") with { Status = Campaign("running").Status! with { Phase = "search", Subject = "final" } };
        Assert.Equal("demo is at search final", Assert.Single(CampaignNews.Between(Campaign("running"), search, Now)).Text);
        var report = search with { Status = search.Status! with { Phase = "report", Best = new BestArchitecture("final", "a", 12.5, null, null, null) } };
        Assert.Equal("demo is at report final: search-validation error 12.50 %", Assert.Single(CampaignNews.Between(search, report, Now)).Text);
    }

    [Fact]
    public void Each_divergence_is_news_once()
    {
        Assert.Equal("diverged", Assert.Single(CampaignNews.Between(Campaign("running"), Campaign("running") with { Divergences = 1 }, Now)).Event);
        Assert.Empty(CampaignNews.Between(Campaign("running") with { Divergences = 1 }, Campaign("running") with { Divergences = 1 }, Now));
    }

    [Fact]
    public void A_disk_that_runs_low_is_news_once()
    {
        Assert.Null(CampaignNews.Disk(500, 400, 300, "runs", Now));
        Assert.Equal("low-disk", CampaignNews.Disk(500, 200, 300, "runs", Now)!.Event);
        Assert.Null(CampaignNews.Disk(200, 100, 300, "runs", Now));
    }

    private static CampaignOverview Campaign(string state) => state == "unreadable" ? new CampaignOverview("demo", null, "damaged") : new CampaignOverview("demo", new CampaignStatus(
        "demo", state == "interrupted" ? "paused" : state, state == "interrupted", "train", "iteration-1", 1, 3, null, null, 1, 0, null, null, state == "failed" ? "no room" : null, null)
        { Live = state is "running" or "silent" ? new SignsOfLife(state == "silent" ? 700 : 1, null, null) : null }, null);
}
