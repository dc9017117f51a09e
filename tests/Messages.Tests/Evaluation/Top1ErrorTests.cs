using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Evaluation;

namespace S3Actors.Tests.Messages.Evaluation;

public sealed class Top1ErrorTests
{
    [Fact]
    public void An_error_is_its_count_over_the_images()
    {
        var error = new Top1Error(Incorrect: 180, Images: 1000);

        Assert.Equal((0.18, 18), (error.Fraction, error.Percent));
        Assert.Equal(0.012149, error.StandardError, 1e-6); // sqrt(0.18 * 0.82 / 1000)
    }

    [Fact]
    public void Errors_stay_in_their_range() =>
        Prop.ForAll(Gen.Choose(1, 10_000).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (images, incorrect) =>
        {
            var error = new Top1Error(Math.Min(incorrect, images), images);
            return error.Fraction is >= 0 and <= 1 && error.Percent is >= 0 and <= 100 && error.StandardError >= 0;
        }).QuickCheckThrowOnFailure();
}
