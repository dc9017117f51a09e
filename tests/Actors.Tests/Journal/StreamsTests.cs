using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Journal;

/// <summary>The names of the streams are a file format, and every event knows its own.</summary>
public class StreamsTests
{
    [Fact]
    public void Every_event_belongs_to_a_stream() =>
        Assert.All(Examples.All, content => Assert.StartsWith("demo/", Streams.Of("demo", content), StringComparison.Ordinal));

    [Fact]
    public void The_stream_follows_from_the_content()
    {
        Assert.Equal("demo/campaign", Streams.Of("demo", new CampaignCompleted(2)));
        Assert.Equal("demo/session", Streams.Of("demo", new CheckpointRejected(1, "final", 3, "f", "gone", 0)));
        Assert.Equal("demo/supernet-iteration-2", Streams.Of("demo", new EpochFinished("iteration-2", 1, 10)));
        Assert.Equal("demo/stage3.mlp_ratio", Streams.Of("demo", new MoveProposed(1, new DimensionId(3, DimensionKind.MlpRatio), 0, 0, 0, "sign", "1", 0, [], [], "")));
        Assert.Equal("demo/ledger", Streams.Of("demo", new EvaluationsFinished("iteration-1")));
        Assert.Equal("demo/population-control", Streams.Of("demo", new GenerationBred("control", 1, [])));
    }
}
