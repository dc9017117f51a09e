using S3Actors.Models.Data;
using S3Actors.Models.Data.Decoding;

namespace S3Actors.Tests.Models.Data;

public sealed class ImageHeaderTests
{
    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("grey.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("colour.png")]
    [InlineData("grey.png")]
    [InlineData("palette.png")]
    [InlineData("deep.png")]
    public void A_header_says_the_size_that_decoding_gives(string file)
    {
        var bytes = File.ReadAllBytes(ImageFixture.PathOf(file));
        var image = new ImageBuffer();
        ImageDecoder.Decode(bytes, 3, file, image);
        Assert.Equal((image.Width, image.Height), SizeOf(bytes));
    }

    [Fact]
    public void Long_segments_and_filled_up_markers_stand_in_front_of_a_JPEGs_frame()
    {
        var bytes = File.ReadAllBytes(ImageFixture.PathOf("colour.jpg"));
        byte[] comment = [0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, .. new byte[0xFFFF - 2]];
        Assert.Equal(SizeOf(bytes), SizeOf([.. bytes[..2], .. comment, .. comment, .. bytes[2..]]));
    }

    [Fact]
    public void Where_no_header_is_none_is_read()
    {
        foreach (var file in (string[])["colour.jpg", "colour.png"])
        {
            var bytes = File.ReadAllBytes(ImageFixture.PathOf(file));
            for (var length = 0; length < 24; length++) Assert.Null(SizeOf(bytes[..length]));
        }
        Assert.Null(SizeOf("<html>not found"u8.ToArray()));
    }

    [Fact]
    public void It_reads_little_of_a_file_however_long_the_segments_are_said_to_be()
    {
        var (calls, bytes) = (0, new byte[1 << 20]);
        for (var i = 2; i < bytes.Length - 4; i += 4) (bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]) = (0xFF, 0xE0, 0, 2);
        (bytes[0], bytes[1]) = (0xFF, 0xD8);
        Assert.Null(ImageHeader.Read((offset, target) =>
        {
            calls++;
            return Read(bytes, offset, target);
        }));
        Assert.InRange(calls, 2, 8);
    }

    private static (int Width, int Height)? SizeOf(byte[] bytes) => ImageHeader.Read((offset, target) => Read(bytes, offset, target));

    private static int Read(byte[] bytes, long offset, Span<byte> target)
    {
        if (offset >= bytes.Length) return 0;
        var part = bytes.AsSpan((int)offset, Math.Min(target.Length, bytes.Length - (int)offset));
        part.CopyTo(target);
        return part.Length;
    }
}
