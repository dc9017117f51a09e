using System.Buffers;
using MessagePack;

namespace S3Actors.Tests.Contracts.Packing;

/// <summary>The reader steps over whole values, and the writer begins arrays, as the finding of places in a journal's bytes relies on.</summary>
public sealed class TokenTests
{
    public static TheoryData<string> Values =>
    [
        "C0", "C2", "C3", "00", "7F", "E0", "CC80", "CD0100", "CE00010000", "CF0000000100000000", "D080", "D18000", "D280000000", "D38000000000000000",
        "CA3F800000", "CB3FF0000000000000", "A0", "A161", "D90161", "DA000161", "DB0000000161", "C40100", "C5000100", "C60000000100",
        "90", "920192A161C0", "DC00010A", "DD0000000190", "80", "81A16191C0", "DE000101C0", "DF0000000101C3",
        "D40100", "D5010000", "D60100000000", "D7010000000000000000", "D80100000000000000000000000000000000", "C7030100FFFF", "C800010100", "C9000000010100",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void One_value_is_stepped_over(string hex)
    {
        var bytes = Convert.FromHexString("93" + hex + hex + "05");
        var reader = new MessagePackReader(bytes);
        Assert.Equal(3, reader.ReadArrayHeader());
        Assert.Equal(1, reader.Consumed);
        reader.Skip();
        Assert.Equal(1 + hex.Length / 2, reader.Consumed);
        reader.Skip();
        reader.Skip();
        Assert.Equal(bytes.Length, reader.Consumed);
    }

    [Fact]
    public void What_is_no_array_is_no_array() =>
        Assert.Throws<MessagePackSerializationException>(() => new MessagePackReader(new byte[] { 0xC0 }).ReadArrayHeader());

    [Theory]
    [InlineData("")]
    [InlineData("A261")]
    [InlineData("9201")]
    public void A_value_that_ends_too_early_is_refused(string hex) =>
        Assert.Throws<EndOfStreamException>(() => new MessagePackReader(Convert.FromHexString(hex)).Skip());

    [Theory]
    [InlineData(0, "90")]
    [InlineData(15, "9F")]
    [InlineData(16, "DC0010")]
    [InlineData(65_536, "DD00010000")]
    public void An_array_begins_with_its_count(int count, string hex)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        writer.WriteArrayHeader(count);
        writer.WriteRaw([0xC0, 0x05]);
        writer.Flush();
        Assert.Equal(hex + "C005", Convert.ToHexString(bytes.WrittenSpan));
    }
}
