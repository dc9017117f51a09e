using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.History;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.WhatIf;

/// <summary>A recorded campaign trained and measured again: everything is as recorded, or what is not is named.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class ExecutionTests(UninterruptedCampaign campaign) : IDisposable
{
    private readonly CampaignCopy _copy = new(campaign);

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void A_complete_campaign_comes_to_the_same_events_and_checkpoints_on_other_threads()
    {
        var it = Product.Json("replay", "tiny", "--execute", "--runs", campaign.Runs, "--set", "execution.evaluators=1", "--set", "execution.training_threads=1");
        Assert.Empty(it.GetProperty("differences").EnumerateArray());
        Assert.Equal((campaign.Events.Values.Sum(rows => rows.Count), 3 * 4), (it.GetProperty("events").GetInt32(), it.GetProperty("checkpoints").GetInt32()));
        Assert.Equal(it.GetProperty("recorded_on").GetString(), it.GetProperty("executed_on").GetString());
    }

    /// <summary>One that was stopped in its first training is executed as far, and a number that no training gives is found.</summary>
    [Fact]
    public void An_unfinished_campaign_is_executed_as_far_as_it_is_recorded_and_a_forged_row_is_named()
    {
        const string row = "persistence_id = 'tiny/supernet-iteration-1' AND sequence_number";
        _copy.Sql($"DELETE FROM journal WHERE ordering > (SELECT ordering FROM journal WHERE {row} = 5)");
        var (header, content) = EventCodec.Decode("training-interval-finished-v1", _copy.Message("supernet-iteration-1", 4));
        var forged = EventCodec.Encode(header, ((TrainingIntervalFinished)content) with { GradientNorm = 1.5 });
        _copy.Sql($"UPDATE journal SET message = x'{Convert.ToHexString(forged)}' WHERE {row} = 4");

        var (exitCode, output, errors) = Product.Run("replay", "tiny", "--execute", "--runs", _copy.Runs);
        Assert.Equal(1, exitCode);
        var difference = Assert.Single(output.Split('\n'), line => line.StartsWith("  ", StringComparison.Ordinal));
        Assert.StartsWith("  stream supernet-iteration-1, event 4: training-interval-finished-v1: gradient_norm: 1.5 recorded, ", difference, StringComparison.Ordinal);
        Directory.Delete(errors.TrimEnd().Split('\n')[^1]["what was executed stands in ".Length..], recursive: true);
    }

    [Theory]
    [InlineData("alters none of it", "--tau", "2")]
    [InlineData("alters none of it", "--gamma", "embed_dim=4")]
    [InlineData("alters it", "--estimator-part", "t")]
    [InlineData("one at a time", "--sweep", "tau=1..2")]
    [InlineData("there is no folder /none; data.folder, or data.training_images_file", "--set", "data.folder=/none")]
    public void Nothing_can_be_altered(string expected, params string[] options)
    {
        var (exitCode, output, errors) = Product.Run(["replay", "tiny", "--execute", "--runs", campaign.Runs, .. options]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
