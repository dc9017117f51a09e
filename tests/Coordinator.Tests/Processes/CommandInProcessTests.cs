namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What most tests carry out within their own process is what the program does as a process of its own.</summary>
[Collection(WatchingCollection.Name)]
public sealed class CommandInProcessTests(UninterruptedCampaign campaign)
{
    [Theory]
    [InlineData("audit", "tiny", "--verify")]
    [InlineData("audit", "tiny", "--json")]
    [InlineData("replay", "tiny", "--tau", "0.5")]
    [InlineData("report", "tiny", "--json")]
    [InlineData("status", "none")]
    [InlineData("cost", "none.json", "--json")]
    public void A_command_writes_and_returns_the_same_within_the_tests_and_alone(params string[] arguments)
    {
        string[] whole = [.. arguments, "--runs", campaign.Runs];
        Assert.True(CommandInProcess.Takes(whole));
        Assert.Equal(Product.RunAlone(whole), CommandInProcess.Run(whole));
    }
}
