using S3Actors.Messages.Space;

namespace S3Actors.Tests.Messages.Space;

/// <summary>The canonical text read back.</summary>
public sealed class ArchitectureTextTests
{
    [Theory]
    [InlineData("16:w4n2m2q24")]
    [InlineData("16:w4n2m2q24,w2n1m1.5q12/32:w2n3m0.333333q48")]
    public void A_canonical_text_is_read_back(string text)
    {
        Assert.True(ArchitectureText.TryParse(text, out var architecture));
        Assert.Equal(text, architecture!.CanonicalText);
    }

    [Fact]
    public void Each_number_is_in_its_place()
    {
        Assert.True(ArchitectureText.TryParse("16:w4n2m1.5q24", out var architecture));
        Assert.Equal(new StageArchitecture(16, [new BlockArchitecture(4, 2, 1.5, 24)]), Assert.Single(architecture!.Stages));
    }

    [Theory]
    [InlineData("")]
    [InlineData("16")]
    [InlineData("16:")]
    [InlineData("16:w4n2m2q24/")]
    [InlineData("16:w4n2m2q24,")]
    [InlineData("16:w4n2m2")]
    [InlineData("16:n2w4m2q24")]
    [InlineData("016:w4n2m2q24")] // another text of the same architecture is none
    [InlineData("16:w4n2m2.0q24")]
    [InlineData("16:w4n2m0.3333333q24")]
    [InlineData(" 16:w4n2m2q24")]
    [InlineData("-16:w4n2m2q24")]
    [InlineData("16:w4n2m1e3q24")]
    [InlineData("16:w4n2mNaNq24")]
    [InlineData("99999999999:w4n2m2q24")]
    [InlineData("16:w4n2m2q24:w4n2m2q24")]
    public void Any_other_text_is_none(string text)
    {
        Assert.False(ArchitectureText.TryParse(text, out var architecture));
        Assert.Null(architecture);
    }
}
