using FsCheck;
using FsCheck.Fluent;
using MessagePack;

namespace S3Actors.Tests.Contracts.Packing;

/// <summary>Bytes that lie are refused by one exception type, without taking memory for what they promise.</summary>
public sealed class HostileBytesTests
{
    private static readonly MessagePackSerializerOptions Untrusted = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);
    private static readonly byte[] Honest = MessagePackSerializer.Serialize((Big)VectorValues.All.Values.Single(v => v.Type == typeof(Big)).Value!);

    [Theory]
    [InlineData(typeof(int[]), "DD7FFFFFFF01")]
    [InlineData(typeof(int[]), "DDFFFFFFFF")]
    [InlineData(typeof(List<string>), "DCFFFFA161")]
    [InlineData(typeof(string), "DB7FFFFFFF61")]
    [InlineData(typeof(byte[]), "C67FFFFFFF00")]
    [InlineData(typeof(byte[]), "C6FFFFFFFF00")]
    [InlineData(typeof(Dictionary<string, int>), "DF7FFFFFFFA16101")]
    [InlineData(typeof(Big), "DD7FFFFFFFA16E")]
    [InlineData(typeof(DateTime), "C97FFFFFFFFF00000000")]
    [InlineData(typeof(DateTime), "D6FF6100")]
    [InlineData(typeof(DateTime), "C70CFFFFFFFFFF7FFFFFFFFFFFFFFF")]
    [InlineData(typeof(Guid), "A13F")]
    [InlineData(typeof(decimal), "A3312E7A")]
    [InlineData(typeof((int, string)), "9101")]
    [InlineData(typeof(int), "C1")]
    [InlineData(typeof(int), "")]
    public void A_lie_is_refused_and_takes_no_memory(Type type, string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Refuses(type, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuses(type, bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Nesting_is_limited()
    {
        Assert.NotNull(MessagePackSerializer.Deserialize<Tree>(Nested(200), Untrusted));
        Refuses(typeof(Tree), Nested(100_000));
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.ConvertToJson(Nested(100_000), Untrusted));
        var shallow = Untrusted.WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(10));
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Tree>(Nested(11), shallow));
    }

    [Fact]
    public void Deep_values_that_nobody_asked_for_are_stepped_over_without_a_stack() =>
        Assert.Equal(new Point(1, 2), MessagePackSerializer.Deserialize<Point>((byte[])[0x93, 1, 2, .. Enumerable.Repeat((byte)0x91, 1_000_000), 0xC0], Untrusted));

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (var length = 0; length < Honest.Length; length++) Refuses(typeof(Big), Honest[..length]);
    }

    [Fact]
    public void Untrusted_keys_need_a_seeded_hash()
    {
        byte[] map = [0x81, 0x91, 0xA1, 0x61, 0x01];
        Assert.Single(MessagePackSerializer.Deserialize<Dictionary<Id, int>>(map));
        Refuses(typeof(Dictionary<Id, int>), map);
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Dictionary<int, int>>((byte[])[0x82, 1, 1, 1, 2], Untrusted));
    }

    [Fact]
    public void Random_bytes_give_a_value_or_the_one_exception() => Prop.ForAll<byte[]>(Survives).QuickCheckThrowOnFailure();

    [Fact]
    public void Changed_bytes_give_a_value_or_the_one_exception() =>
        Prop.ForAll<int, byte>((at, value) =>
        {
            var bytes = (byte[])Honest.Clone();
            bytes[(int)((uint)at % bytes.Length)] = value;
            return Survives(bytes);
        }).QuickCheckThrowOnFailure();

    private static bool Survives(byte[] bytes)
    {
        foreach (var type in new[] { typeof(Big), typeof(Shape), typeof(Tree), typeof(Named), typeof(Dictionary<string, double[]>), typeof(DateTimeOffset) })
        {
            try
            {
                MessagePackSerializer.Deserialize(type, bytes, Untrusted);
            }
            catch (MessagePackSerializationException)
            {
                // Refused: that is the other allowed outcome.
            }
        }

        return true;
    }

    private static void Refuses(Type type, byte[] bytes) =>
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize(type, bytes, Untrusted));

    /// <summary>Trees within trees: each level is an object array around a child array.</summary>
    private static byte[] Nested(int levels) => [.. Enumerable.Repeat((byte)0x91, 2 * levels), 0xC0];
}
