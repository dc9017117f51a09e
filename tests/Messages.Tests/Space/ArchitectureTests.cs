using System.Globalization;
using MessagePack;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Messages.Space;

public sealed class ArchitectureTests
{
    private const string Text = "16:w4n2m2q24,w2n1m1.5q12/32:w2n3m0.333333q48";

    private static Architecture Sample(double ratio = 1.5) => new([
        new StageArchitecture(16, [new BlockArchitecture(4, 2, 2, 24), new BlockArchitecture(2, 1, ratio, 12)]),
        new StageArchitecture(32, [new BlockArchitecture(2, 3, 1 / 3.0, 48)]),
    ]);

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void The_canonical_text_is_the_same_under_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        var text = Sample().CanonicalText;
        CultureInfo.CurrentCulture = before;

        Assert.Equal(Text, text);
    }

    [Fact]
    public void Architectures_are_equal_when_their_texts_are()
    {
        Assert.Equal(Sample(), Sample());
        Assert.Equal(Sample().GetHashCode(), Sample().GetHashCode());
        Assert.NotEqual(Sample(), Sample(ratio: 2));
        Assert.Equal(2, new HashSet<Architecture> { Sample(), Sample(), Sample(ratio: 2) }.Count);
    }

    [Fact]
    public void A_changed_copy_has_a_text_of_its_own()
    {
        var original = Sample();
        Assert.Equal(Text, original.CanonicalText); // cached from here on

        var copy = original with { Stages = [original.Stages[1]] };

        Assert.Equal("32:w2n3m0.333333q48", copy.CanonicalText);
        Assert.NotEqual(original, copy);
    }

    [Fact]
    public void A_stored_architecture_is_read_back() =>
        Assert.Equal(Sample(), MessagePackSerializer.Deserialize<Architecture>(MessagePackSerializer.Serialize(Sample())));
}
