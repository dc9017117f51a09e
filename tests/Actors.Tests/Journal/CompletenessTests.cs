using MessagePack;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Actors.Tests.Journal;

/// <summary>A row that lacks what its event says is there is damaged: no reader meets nil.</summary>
public sealed class CompletenessTests
{
    private static readonly SearchDimension Depth = new(new DimensionId(1, DimensionKind.Depth), [1, 2], 1, 1, 4);

    [Fact]
    public void A_text_a_list_and_what_stands_in_a_list_may_not_be_missing()
    {
        Assert.Equal("search", Problem(new ArchitectureSearchStarted(null!, "final", new SearchSpace([Depth]))));
        Assert.Equal("space", Problem(new ArchitectureSearchStarted("final", "final", null!)));
        Assert.Equal("space.dimensions", Problem(new ArchitectureSearchStarted("final", "final", new SearchSpace(null!))));
        Assert.Equal("space.dimensions", Problem(new ArchitectureSearchStarted("final", "final", new SearchSpace([Depth, null!]))));
        Assert.Equal("space.dimensions.choices", Problem(new ArchitectureSearchStarted("final", "final", new SearchSpace([Depth, Depth with { Choices = null! }]))));
    }

    [Fact]
    public void An_array_that_ends_too_early_lacks_its_last_parts()
    {
        byte[] ended = [0x92, .. MessagePackSerializer.Serialize(new EventHeader(1, "1", [])), 0x91, 0xA1, (byte)'x'];
        var damaged = Assert.Throws<DamagedEventException>(() => EventCodec.Decode(EventNames.NameOf(typeof(ArchitectureSearchStarted)), ended));
        Assert.Contains("supernet is missing", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_be_missing_is_not_missed() =>
        Assert.Null(Problem(new TrainingIntervalFinished("final", 0, 100, 1.5, 1.75, double.NaN, 0.25, 1e-3)));

    /// <summary>What is missing, by its place; null where the event can be decoded.</summary>
    private static string? Problem(IEvent content)
    {
        try
        {
            EventCodec.Decode(EventNames.NameOf(content.GetType()), (byte[])[0x92, .. MessagePackSerializer.Serialize(new EventHeader(1, "1", [])), .. MessagePackSerializer.Serialize(content.GetType(), content)]);
            return null;
        }
        catch (DamagedEventException damaged)
        {
            return damaged.Message.Split("is damaged: ")[1].Split(" is missing")[0];
        }
    }
}
