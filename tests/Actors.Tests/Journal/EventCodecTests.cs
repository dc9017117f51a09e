using System.Security.Cryptography;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Actors.Tests.Kit;

namespace S3Actors.Tests.Actors.Tests.Journal;

public class EventCodecTests
{
    private static readonly EventHeader Header = new(1_700_000_000_123_456, "0.1.0", [1, 2, 3]);

    [Fact]
    public void A_row_is_an_array_of_header_and_content_with_integer_keys()
    {
        var bytes = EventCodec.Encode(Header, new EpochFinished("final", 2, 300));
        var digest = Convert.ToHexString(SHA256.HashData([.. "epoch-finished-v1"u8, .. Convert.FromHexString("93A566696E616C02CD012C")]));
        Assert.Equal("92" + "94" + "CF00060A2418202240" + "A5302E312E30" + "C403010203" + $"C420{digest}" + "93" + "A566696E616C" + "02" + "CD012C",
            Convert.ToHexString(bytes));
    }

    /// <summary>Frozen: the bytes of a session's first event with places and, as earlier versions wrote it, without.</summary>
    [Theory]
    [InlineData("9401A5302E312E30A17802", null)]
    [InlineData("9501A5302E312E30A1780281AB646174612E666F6C646572A22F64", "/d")]
    public void Places_of_images_stand_behind_what_a_session_always_had(string bytes, string? folder)
    {
        var places = folder is null ? null : new Dictionary<string, string> { ["data.folder"] = folder };
        var message = EventCodec.Encode(Header, new SessionStarted(1, "0.1.0", "x", 2, places));
        Assert.EndsWith(bytes, Convert.ToHexString(message), StringComparison.Ordinal);
        var read = (SessionStarted)EventCodec.Decode("session-started-v1", message).Event;
        Assert.Equal(folder, read.Places?["data.folder"]);
    }

    [Fact]
    public void Every_event_reads_back_as_it_was_written()
    {
        foreach (var content in Examples.All)
        {
            var (header, read) = EventCodec.Decode(EventNames.NameOf(content.GetType()), EventCodec.Encode(Header, content));
            Assert.Equal(EventText.Of(content), EventText.Of(read));
            Assert.Equal((Header.UnixMicroseconds, Header.ProductVersion), (header.UnixMicroseconds, header.ProductVersion));
            Assert.Equal(Header.PreviousDigest, header.PreviousDigest);
        }
        Assert.Equal(EventNames.All.Select(row => row.Type).ToHashSet(), Examples.All.Select(content => content.GetType()).ToHashSet());
    }

    [Fact]
    public void Every_event_type_has_a_name() => Assert.Equal(
        typeof(IEvent).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IEvent)) && !type.IsInterface).ToHashSet(),
        EventNames.All.Select(row => row.Type).ToHashSet());

    [Fact]
    public void An_unknown_name_throws() =>
        Assert.Equal("epoch-finished-v9", Assert.Throws<UnknownEventException>(() => EventCodec.Decode("epoch-finished-v9", new byte[] { 0x92 })).Name);

    [Fact]
    public void Damaged_bytes_throw_a_typed_error_wherever_they_end()
    {
        foreach (var content in Examples.All)
        {
            var (name, bytes) = (EventNames.NameOf(content.GetType()), EventCodec.Encode(Header, content));
            for (var length = 0; length < bytes.Length; length++)
                Assert.Equal(name, Assert.Throws<DamagedEventException>(() => EventCodec.Decode(name, bytes.AsMemory(0, length))).Name);
        }
    }

    [Fact]
    public void The_chain_of_digests_notices_a_changed_a_lost_and_an_added_row()
    {
        var rows = new EventStamp(TimeProvider.System, "0.1.0").Chain([], [new SessionStarted(1, "0.1.0", "x", 1), new SessionFailed(1, "y"), new SessionCompleted(1)]);
        Assert.Equal(rows[^1].Digest, rows.Aggregate(Array.Empty<byte>(), DigestChain.Follow));
        var changed = rows[0] with { Bytes = EventCodec.Encode(rows[0].Header, new SessionStarted(1, "0.1.0", "z", 1)) };
        IEnumerable<Recorded>[] broken = [[changed, rows[1]], [rows[0], rows[2]], [rows[0], rows[0]], [rows[1]]];
        foreach (var chain in broken)
            Assert.Throws<DamagedEventException>(() => chain.Aggregate(Array.Empty<byte>(), DigestChain.Follow));
    }
}
