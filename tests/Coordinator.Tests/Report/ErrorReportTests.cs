using FsCheck;
using FsCheck.Fluent;
using S3Actors.Coordinator.Report;
using S3Actors.Messages.Evaluation;

namespace S3Actors.Tests.Coordinator.Report;

/// <summary>Errors with Wilson's 95 % confidence interval.</summary>
public sealed class ErrorReportTests
{
    [Theory] // by hand: centre (p + z2/2n)/(1 + z2/n), half-width as in Wilson (1927)
    [InlineData(1730, 10_000, 16.571, 18.053)]
    [InlineData(0, 10, 0, 27.754)]
    [InlineData(10, 10, 72.246, 100)]
    [InlineData(5, 10, 23.659, 76.341)]
    public void The_interval_is_Wilsons_score_interval(int wrong, int images, double lower, double upper)
    {
        var report = ErrorReport.Of(new Top1Error(wrong, images));
        Assert.Equal(lower, report.LowerPercent, 2);
        Assert.Equal(upper, report.UpperPercent, 2);
    }

    [Fact]
    public void The_interval_contains_the_error_and_stays_between_0_and_100_percent() => Prop.ForAll(
        Gen.Choose(1, 20_000).SelectMany(n => Gen.Choose(0, n).Select(k => new Top1Error(k, n))).ToArbitrary(), error =>
        {
            var report = ErrorReport.Of(error);
            return report.LowerPercent >= 0 && report.LowerPercent <= report.Percent + 1e-9
                && report.Percent <= report.UpperPercent + 1e-9 && report.UpperPercent <= 100;
        }).QuickCheckThrowOnFailure();
}
