using S3Actors.Models.Randomness;
using S3Actors.Models.Statistics;

namespace S3Actors.Tests.Models.Statistics;

/// <summary>
/// Expected values were computed apart from this program, in plain Python: Student's distribution by Simpson's rule over its density (20 000 intervals)
/// and bisection, binomial probabilities as sums of fractions, tau and quantiles by their definitions.
/// </summary>
public sealed class PairedTestsTests
{
    [Fact]
    public void Eight_differences_have_the_interval_and_probabilities_of_students_and_the_sign_test()
    {
        var found = PairedDifferences.Of([-0.59, -1.06, 0.58, -0.4, -0.25, -0.9, 0.1, -0.33]);
        Assert.Equal((8, 6, 2), (found.Count, found.Below, found.Above));
        Assert.Equal(-0.35625, found.Mean, 12);
        Assert.Equal(0.5270114528438365, found.StandardDeviation, 12);
        Assert.Equal(0.18632668603442562, found.StandardError, 12);
        Assert.Equal(-0.7968426005159144, found.Lower, 8);
        Assert.Equal(0.08434260051591447, found.Upper, 8);
        Assert.Equal(0.09747546473014568, found.TProbability, 8);
        Assert.Equal(0.2890625, found.SignProbability, 12);
    }

    [Fact]
    public void Three_differences_decide_less()
    {
        var found = PairedDifferences.Of([0.59, 1.06, -0.58]);
        Assert.Equal(-1.7412657030536016, found.Lower, 7);
        Assert.Equal(2.4545990363869348, found.Upper, 7);
        Assert.Equal(0.5405778528123075, found.TProbability, 8);
        Assert.Equal(1, found.SignProbability, 12);
    }

    [Fact]
    public void Too_few_differences_have_no_interval()
    {
        Assert.Equal((0, double.NaN, 1.0), (PairedDifferences.Of([]).Count, PairedDifferences.Of([]).Mean, PairedDifferences.Of([]).SignProbability));
        var one = PairedDifferences.Of([-0.4]);
        Assert.Equal((-0.4, double.NaN, double.NaN, double.NaN, 1), (one.Mean, one.StandardError, one.Lower, one.TProbability, one.Below));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-0.5, 0)]
    public void Equal_differences_leave_no_doubt_or_no_difference(double difference, double probability) =>
        Assert.Equal(probability, PairedDifferences.Of([difference, difference, difference]).TProbability);

    [Theory]
    [InlineData(3, 12, 0.03515625)]
    [InlineData(12, 3, 0.03515625)]
    [InlineData(311, 262, 0.04484435254097765)]
    [InlineData(0, 8, 0.0078125)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 0, 1)]
    public void A_fair_coin_is_tested_exactly(int a, int b, double probability) => Assert.Equal(probability, ExactBinomial.TwoSided(a, b), 10);

    [Fact]
    public void McNemar_counts_the_images_on_which_two_classifiers_differ()
    {
        bool[] first = [true, true, true, false, false, true], second = [true, false, false, false, true, false];
        var found = McNemar.Of(first, second);
        Assert.Equal((6, 3, 1), (found.Images, found.OnlyFirstWrong, found.OnlySecondWrong));
        Assert.Equal(0.625, found.Probability, 12); // 2 (1 + 4) / 16
        Assert.Throws<ArgumentException>(() => McNemar.Of(first, second[..5]));
    }

    [Fact]
    public void Kendalls_tau_counts_pairs_in_one_order_and_allows_for_ties()
    {
        Assert.Equal(0.4, KendallTau.Of([1, 2, 3, 4, 5], [3, 1, 2, 5, 4]), 12);
        Assert.Equal(-0.47140452079103173, KendallTau.Of([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]), 12);
        Assert.Equal((1.0, -1.0), (KendallTau.Of([1, 2, 3], [2, 4, 9]), KendallTau.Of([1, 2, 3], [9, 4, 2])));
        Assert.True(double.IsNaN(KendallTau.Of([1], [1])) && double.IsNaN(KendallTau.Of([1, 1], [1, 2])));
    }

    /// <summary>Pairs of a normal distribution with correlation r, whose tau is 2 / pi arcsin r.</summary>
    [Fact]
    public void The_interval_of_tau_holds_the_true_one_in_about_95_of_100_samples()
    {
        const double correlation = 0.7;
        const int samples = 600;
        var truth = 2 / Math.PI * Math.Asin(correlation);
        var held = Enumerable.Range(0, samples).Count(sample =>
        {
            var random = new CounterRandom(sample, RandomPurpose.SpaceStatistics, 0, 0);
            var a = Enumerable.Range(0, 16).Select(_ => random.NextGaussian()).ToArray();
            var b = a.Select(it => correlation * it + Math.Sqrt(1 - correlation * correlation) * random.NextGaussian()).ToArray();
            var (lower, upper) = KendallTau.Interval(KendallTau.Of(a, b), a.Length);
            return lower <= truth && truth <= upper;
        });
        Assert.InRange(held / (double)samples, 0.92, 0.98);
        Assert.True(double.IsNaN(KendallTau.Interval(0.5, 4).Lower) && double.IsNaN(KendallTau.Interval(1, 9).Upper) && double.IsNaN(KendallTau.Interval(double.NaN, 9).Lower));
    }

    [Fact]
    public void A_distribution_has_the_quantiles_of_type_7()
    {
        var found = ErrorDistribution.Of([20.1, 18.4, 19.0, 25.2, 17.9, 18.8, 22.3]);
        Assert.Equal([17.9, 18.6, 19.0, 21.2, 25.2], new[] { found.Least, found.LowerQuartile, found.Median, found.UpperQuartile, found.Greatest }.Select(it => Math.Round(it, 10)));
        Assert.Equal((20.24285714285714, 17.9), (Math.Round(found.Mean, 14), found.BestMean));
        Assert.Equal(1.5, ErrorDistribution.Of([.. Enumerable.Range(1, 40).Select(it => (double)it)]).BestMean); // the best 2 of 40
        Assert.True(double.IsNaN(ErrorDistribution.Of([]).Median));
    }
}
