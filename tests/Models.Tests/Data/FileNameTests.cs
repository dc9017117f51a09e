using S3Actors.Models.Data.Files;

namespace S3Actors.Tests.Models.Data;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("6361742E6A7067", "cat.jpg")]
    [InlineData("C3A92E6A7067", "é.jpg")]
    [InlineData("F09F90882E6A7067", "🐈.jpg")]
    [InlineData("E92E6A7067", @"\xE9.jpg")] // Latin-1
    [InlineData("61FFFE62", @"a\xFF\xFEb")]
    [InlineData("F09F9088E9F09F9088", @"🐈\xE9🐈")]
    [InlineData("EDB0A9", @"\xED\xB0\xA9")] // a surrogate in UTF-8 is no UTF-8
    [InlineData("610A62", @"a\x0Ab")]
    [InlineData("F09F90", @"\xF0\x9F\x90")]
    public void Every_name_is_text_that_turns_back_into_its_bytes(string hex, string shown)
    {
        var bytes = Convert.FromHexString(hex);
        var name = FileName.FromBytes(bytes);
        Assert.Equal(bytes, FileName.ToBytes(name));
        Assert.Equal(shown, FileName.Shown(name));
    }

    [Fact]
    public void So_are_random_bytes()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 12)];
            for (var k = 0; k < bytes.Length; k++) bytes[k] = (byte)(random.Next(3) == 0 ? random.Next(1, 256) : "\u00F0\u009F\u0090\u0088\u00C3\u00A9az"[random.Next(8)]);
            Assert.Equal(bytes, FileName.ToBytes(FileName.FromBytes(bytes)));
        }
    }
}
