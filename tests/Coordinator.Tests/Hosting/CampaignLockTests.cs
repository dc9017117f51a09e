using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Hosting;

namespace S3Actors.Tests.Coordinator.Hosting;

/// <summary>One process a campaign.</summary>
public sealed class CampaignLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CampaignFolder _campaign;

    public CampaignLockTests()
    {
        _campaign = new CampaignFolder(_folder.Path("demo"));
        Directory.CreateDirectory(_campaign.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_taker_gets_none_until_the_first_gives_it_back()
    {
        using (var first = CampaignLock.TryTake(_campaign))
        {
            Assert.NotNull(first);
            Assert.True(CampaignLock.IsHeld(_campaign));
            Assert.Null(CampaignLock.TryTake(_campaign));
        }
        Assert.False(CampaignLock.IsHeld(_campaign));
        using var next = CampaignLock.TryTake(_campaign);
        Assert.NotNull(next);
    }

    [Fact]
    public void Looking_creates_nothing()
    {
        Assert.False(CampaignLock.IsHeld(_campaign));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_campaign.Path));
    }
}
