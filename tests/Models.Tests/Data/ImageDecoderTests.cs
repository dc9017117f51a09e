using S3Actors.Models.Data;
using S3Actors.Models.Data.Decoding;

namespace S3Actors.Tests.Models.Data;

public sealed class ImageDecoderTests
{
    [Theory]
    [InlineData("colour.jpg")]
    [InlineData("grey.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg", 1)] // two roundings of a product in two orders
    [InlineData("colour.png")]
    [InlineData("grey.png")]
    [InlineData("alpha.png")]
    [InlineData("palette.png")]
    [InlineData("deep.png")]
    public void Files_are_decoded_as_PIL_does(string file, int tolerance = 0)
    {
        ImageFixture.AssertEqual(ImageFixture.Image($"decoded.{file}"), Decode(file, 3), tolerance);
        ImageFixture.AssertEqual(ImageFixture.Image($"luma.{file}"), Decode(file, 1), tolerance);
    }

    [Fact]
    public void A_files_name_decides_nothing()
    {
        var image = new ImageBuffer();
        ImageDecoder.Decode(File.ReadAllBytes(ImageFixture.PathOf("colour.png")), 3, "n02105855_2933.JPEG", image);
        ImageFixture.AssertEqual(ImageFixture.Image("decoded.colour.png"), image);
    }

    [Theory]
    [InlineData("colour.jpg", "cannot be decoded as JPEG: ")]
    [InlineData("progressive.jpg", "cannot be decoded as JPEG: ")]
    [InlineData("colour.png", "cannot be decoded as PNG: ")]
    public void A_file_cut_off_anywhere_is_refused_by_name(string file, string problem)
    {
        var whole = File.ReadAllBytes(ImageFixture.PathOf(file));
        foreach (var length in (int[])[12, 40, whole.Length / 2, whole.Length - 20])
        {
            var error = Assert.Throws<DataFileException>(() => ImageDecoder.Decode(whole.AsSpan(0, length), 3, "cut", new ImageBuffer()));
            Assert.StartsWith("cut: " + problem, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_damaged_PNG_is_refused()
    {
        var bytes = File.ReadAllBytes(ImageFixture.PathOf("colour.png"));
        bytes[bytes.Length / 2] ^= 0x10;
        Assert.Throws<DataFileException>(() => ImageDecoder.Decode(bytes, 3, "damaged", new ImageBuffer()));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("47494638396101000100", "is neither JPEG nor PNG (begins with 0x47494638)")]
    [InlineData("FF", "is neither JPEG nor PNG (begins with 0xFF)")]
    [InlineData("89504E470D0A1A0A0000000D49484452000F4240000F42400802000000A1AEFB8C", "its header says 1000000 x 1000000 pixels; 1 to 200000000 are decoded")]
    public void What_is_no_image_is_refused(string hex, string problem)
    {
        var error = Assert.Throws<DataFileException>(() => ImageDecoder.Decode(Convert.FromHexString(hex), 3, "a.jpg", new ImageBuffer()));
        Assert.Equal(("a.jpg", problem), (error.File, error.Problem));
    }

    /// <summary>A picture of one colour is the smallest there is for its size; a header alone asks for memory that no picture of its length fills.</summary>
    [Fact]
    public void A_header_that_says_more_pixels_than_the_file_can_hold_takes_no_memory()
    {
        var bytes = File.ReadAllBytes(ImageFixture.PathOf("colour.png"));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 14_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 14_000);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc(bytes.AsSpan(12, 17)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataFileException>(() => ImageDecoder.Decode(bytes, 3, "bomb", new ImageBuffer()));
        Assert.Equal($"its header says 14000 x 14000 pixels, more than its {bytes.Length} bytes can hold", error.Problem);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    /// <summary>The checksum of a PNG's chunk.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }

    [Fact]
    public void A_library_that_is_not_installed_is_named_with_its_package()
    {
        var error = Assert.Throws<DataFileException>(() => ImageDecoder.UseLibrary(Absent, "libnone0", "a.jpg", () => NoSuchFunction()));
        Assert.Equal("a.jpg: to decode it takes libnone-s3actors.so.0, which is not installed here (Debian: apt-get install libnone0)", error.Message);
    }

    private const string Absent = "libnone-s3actors.so.0";

    [System.Runtime.InteropServices.DllImport(Absent)]
    private static extern void NoSuchFunction();

    private static ImageBuffer Decode(string file, int channels)
    {
        var image = new ImageBuffer();
        ImageDecoder.Decode(File.ReadAllBytes(ImageFixture.PathOf(file)), channels, file, image);
        return image;
    }
}
