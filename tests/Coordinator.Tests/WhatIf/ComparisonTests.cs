using S3Actors.Tests.Coordinator.History;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.WhatIf;

/// <summary>Campaigns side by side, two or more.</summary>
[Collection(WatchingCollection.Name)]
public sealed class ComparisonTests(UninterruptedCampaign campaign)
{
    [Fact]
    public void Three_campaigns_stand_side_by_side()
    {
        using var copy = new CampaignCopy(campaign);
        foreach (var (name, rule) in new[] { ("second", "sign"), ("third", "theil-sen") })
            Assert.Equal(0, Product.Run("fork", "tiny", name, "--at-iteration", "1", "--rule", rule, "--runs", copy.Runs).ExitCode);
        var document = Product.Json("compare", "tiny", "second", "third", "--runs", copy.Runs);
        Assert.Equal(["tiny", "second", "third"], document.GetProperty("campaigns").EnumerateArray().Select(it => it.GetProperty("name").GetString()));
        Assert.Equal(["evolution.rule: linear-floor in 'tiny', sign in 'second'", "evolution.rule: linear-floor in 'tiny', theil-sen in 'third'"], document.GetProperty("settings").EnumerateArray().Select(it => it.GetString()));
        Assert.All(document.GetProperty("spaces").EnumerateArray(), it => Assert.Equal(3, it.GetProperty("choices").GetArrayLength()));
        var lines = Product.Run("compare", "tiny", "second", "third", "--csv", "--runs", copy.Runs).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Equal(lines[0].Split(',').Length, line.Split(',').Length));
        Assert.Equal(["tiny", "tiny", "second", "third"], lines.Skip(1).Select(line => line.Split(',')[0]));
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("tiny", "other")]
    public void Fewer_than_two_campaigns_are_nothing_to_compare(params string[] names)
    {
        var (exitCode, output, errors) = Product.Run(["compare", "--runs", campaign.Runs, .. names]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
