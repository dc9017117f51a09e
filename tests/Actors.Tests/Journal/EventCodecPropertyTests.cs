using FsCheck;
using FsCheck.Fluent;
using MessagePack;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Journal;

/// <summary>The codec for whatever may stand in a journal: events of every kind, rows of other versions, bytes of an enemy.</summary>
public class EventCodecPropertyTests
{
    private static readonly EventHeader Header = new(1_700_000_000_123_456, "0.1.0", [1, 2, 3]);

    public static TheoryData<string> Names => new(EventNames.All.Select(row => row.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_whatever_it_holds_reads_back_as_it_was_written(string name) =>
        Prop.ForAll(ArbitraryEvents.Of(EventNames.TypeOf(name)!), it =>
        {
            var bytes = EventCodec.Encode(Header, it.Event);
            var (header, content) = EventCodec.Decode(name, bytes);
            return ArbitraryEvents.Text(content) == ArbitraryEvents.Text(it.Event) && EventCodec.Encode(header, content).AsSpan().SequenceEqual(bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Hostile_bytes_end_in_an_event_or_in_a_typed_error_at_once_and_without_much_memory() =>
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var content = Examples.All[random.Next(Examples.All.Count)];
            var name = random.Next(8) == 0 ? EventNames.All[random.Next(EventNames.All.Count)].Name : EventNames.NameOf(content.GetType());
            var bytes = Spoil(WithoutDigest(content), random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                EventCodec.Decode(name, bytes);
            }
            catch (JournalException)
            {
                // what it should be
            }
            return GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData("91")]
    [InlineData("DD7FFFFFFF")]
    [InlineData("DF7FFFFFFF")]
    [InlineData("C6FFFFFFFF")]
    public void A_million_times_the_beginning_of_something_is_a_typed_error(string beginning)
    {
        var start = Convert.FromHexString(beginning);
        byte[] bytes = [0x92, 0x93, 0, 0xA0, 0xC4, 0, .. Enumerable.Repeat(start, 1_000_000 / start.Length).SelectMany(it => it)];
        foreach (var name in new[] { "campaign-created-v1", "subnet-evaluated-v1", "epoch-finished-v1" })
            Assert.Throws<DamagedEventException>(() => EventCodec.Decode(name, bytes));
    }

    [Fact]
    public void Keys_of_a_later_version_are_ignored()
    {
        foreach (var content in Examples.All)
        {
            var body = MessagePackSerializer.Serialize(content.GetType(), content);
            byte[] bytes = [0x92, .. WithTwoMore(MessagePackSerializer.Serialize(Header with { ContentDigest = null })), .. WithTwoMore(body)];
            var (header, read) = EventCodec.Decode(EventNames.NameOf(content.GetType()), bytes);
            Assert.Equal((Header.UnixMicroseconds, EventText.Of(content)), (header.UnixMicroseconds, EventText.Of(read)));
        }
    }

    [Fact]
    public void Keys_that_an_earlier_version_did_not_have_read_as_what_it_did()
    {
        var (header, content) = EventCodec.Decode("training-diverged-v1", Row(new EarlierHeader(5, "0.0.9", [7]), new EarlierTrainingDiverged("final", 3, "NaN")));
        Assert.Equal(new TrainingDiverged("final", 3, "NaN", DivergencePolicy.Stop, 0), content);
        Assert.Equal((5, "0.0.9"), (header.UnixMicroseconds, header.ProductVersion));
        Assert.Empty(header.ContentDigest ?? []);
        Assert.Equal([7], header.PreviousDigest);

        var paused = EventCodec.Decode("session-paused-v1", Row(new EarlierHeader(5, "0.0.9", []), new EarlierSessionPaused(1, "asked", new EarlierPauseCheckpoint("final", 3, "f", "ab")))).Event;
        Assert.Equal(new SessionPaused(1, "asked", new("final", 3, "f", "ab", 0)), paused);
    }

    [Fact]
    public void A_content_that_is_not_what_was_written_is_noticed()
    {
        var bytes = EventCodec.Encode(Header, new EpochFinished("final", 2, 3));
        bytes[^1] ^= 1;
        Assert.Contains("not what was written", Assert.Throws<DamagedEventException>(() => EventCodec.Decode("epoch-finished-v1", bytes)).Message, StringComparison.Ordinal);
        bytes[^1] ^= 1;
        Assert.Throws<DamagedEventException>(() => EventCodec.Decode("session-completed-v1", bytes)); // a true content under another name
    }

    [MessagePackObject]
    public sealed record EarlierHeader([property: Key(0)] long UnixMicroseconds, [property: Key(1)] string ProductVersion, [property: Key(2)] byte[] PreviousDigest);

    [MessagePackObject]
    public sealed record EarlierTrainingDiverged([property: Key(0)] string Supernet, [property: Key(1)] int Step, [property: Key(2)] string Reason);

    [MessagePackObject]
    public sealed record EarlierSessionPaused([property: Key(0)] int Session, [property: Key(1)] string Reason, [property: Key(2)] EarlierPauseCheckpoint Checkpoint);

    [MessagePackObject]
    public sealed record EarlierPauseCheckpoint(
        [property: Key(0)] string Supernet, [property: Key(1)] int Step, [property: Key(2)] string File, [property: Key(3)] string Sha256);

    private static byte[] Row<T>(EarlierHeader header, T content) =>
        [0x92, .. MessagePackSerializer.Serialize(header), .. MessagePackSerializer.Serialize(content)];

    /// <summary>A row as versions wrote it that knew no digest of the content: nothing but the decoder itself stands in the enemy's way.</summary>
    private static byte[] WithoutDigest(IEvent content) =>
        [0x92, .. MessagePackSerializer.Serialize(Header with { ContentDigest = null }), .. MessagePackSerializer.Serialize(content.GetType(), content)];

    /// <summary>An array with two places more: a map and a text.</summary>
    private static byte[] WithTwoMore(byte[] array)
    {
        var (count, skip) = array[0] == 0xDC ? ((array[1] << 8) | array[2], 3) : (array[0] & 0x0F, 1);
        return [0xDC, (byte)((count + 2) >> 8), (byte)(count + 2), .. array[skip..], 0x81, 0xA1, (byte)'k', 0x93, 1, 2, 3, 0xA6, .. "future"u8];
    }

    private static byte[] Spoil(byte[] honest, Random random)
    {
        var bytes = honest.ToList();
        byte[][] lies = [[0xDD, 0x7F, 0xFF, 0xFF, 0xFF], [0xDF, 0x7F, 0xFF, 0xFF, 0xFF], [0xDB, 0xFF, 0xFF, 0xFF, 0xFF], [0xC6, 0x7F, 0xFF, 0xFF, 0xFF], [0xDC, 0xFF, 0xFF], [0xC1]];
        for (var edits = random.Next(1, 6); edits > 0 && bytes.Count > 1; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, lies[random.Next(lies.Length)]); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }
}
