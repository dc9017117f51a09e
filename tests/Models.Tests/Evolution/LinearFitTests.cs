using FsCheck;
using FsCheck.Fluent;
using S3Actors.Models.Evolution;
using S3Actors.Models.Statistics;

namespace S3Actors.Tests.Models.Evolution;

public sealed class LinearFitTests
{
    [Fact]
    public void A_line_is_found_by_both_fits() =>
        Prop.ForAll(Gen.Choose(-1000, 1000).Two().ToArbitrary(), Gen.Choose(2, 12).ToArbitrary(), (line, count) =>
        {
            var (slope, intercept) = (line.Item1 / 100.0, line.Item2 / 100.0);
            double[] values = [.. Enumerable.Range(0, count).Select(j => slope * j + intercept)];
            return ((LinearFit[])[LinearFit.Of(values), LinearFit.TheilSen(values)])
                .All(fit => Math.Abs(fit.Slope - slope) < 1e-9 && Math.Abs(fit.Intercept - intercept) < 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_other_line_leaves_smaller_squares() =>
        Prop.ForAll(Measured.SomeErrors.ToArbitrary(), Gen.Choose(-100, 100).Two().ToArbitrary(), (values, other) =>
        {
            var fit = LinearFit.Of(values);
            double Squares(double slope, double intercept) => values.Select((value, j) => Math.Pow(value - slope * j - intercept, 2)).Sum();
            return Squares(fit.Slope, fit.Intercept) <= Squares(fit.Slope + other.Item1 / 1000.0, fit.Intercept + other.Item2 / 1000.0) + 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_two_numbers_there_is_no_slope()
    {
        Assert.Equal(new LinearFit(double.NaN, double.NaN), LinearFit.Of([]));
        Assert.Equal(new LinearFit(double.NaN, 0.5), LinearFit.TheilSen([0.5]));
        Assert.True(double.IsNaN(LinearFit.Of([0.1, double.NaN]).Slope));
        Assert.True(double.IsNaN(LinearFit.TheilSen([double.NaN, double.NaN, 0.3]).Slope));
        Assert.Equal(new LinearFit(double.NaN, 0.3), LinearFit.Of([double.NaN, 0.3]));
    }

    [Fact]
    public void A_value_that_is_not_a_number_keeps_its_place_and_is_left_out()
    {
        foreach (var fit in (LinearFit[])[LinearFit.Of([1, double.NaN, 5, 7]), LinearFit.TheilSen([1, double.NaN, 5, 7])])
            Assert.Equal((2, 1), (Math.Round(fit.Slope, 12), Math.Round(fit.Intercept, 12)));
    }
}
