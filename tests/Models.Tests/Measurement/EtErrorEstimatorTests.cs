using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using S3Actors.Models.Statistics;
using S3Actors.Tests.Models.Evolution;

namespace S3Actors.Tests.Models.Measurement;

public sealed class EtErrorEstimatorTests
{
    public static TheoryData<EstimatorKind> Estimators => [EstimatorKind.Paired, EstimatorKind.Fresh];

    private static DimensionMeasurement Estimate(EstimatorKind estimator, double[][] errors, int subnets, int topK) => EtErrorEstimator.Estimate(
        Measured.Dimension(errors.Length), estimator, [.. errors.Select(row => row.Select(error => (SubnetError)error).ToArray())], new MeasurementSpec(estimator, subnets, topK, 100, 10, SampleSpaces.NoLimit));

    private static ChoiceEtError One(double[] errors, int subnets, int topK) => Estimate(EstimatorKind.Paired, [errors], subnets, topK).Errors.Single();

    /// <summary>Errors of 2 to 4 choices by 2 to 8 subnets, multiples of 1/1000.</summary>
    private static readonly Gen<double[][]> Tables =
        from choices in Gen.Choose(2, 4)
        from subnets in Gen.Choose(2, 8)
        from thousandths in Gen.Choose(0, 1000).ArrayOf(subnets).ArrayOf(choices)
        select thousandths.Select(row => row.Select(thousandth => thousandth / 1000.0).ToArray()).ToArray();

    [Fact]
    public void Qe_is_the_mean_Qt_the_mean_of_the_best_k_and_Q_halfway()
    {
        var error = One([0.40, 0.10, 0.30, 0.20], subnets: 4, topK: 2);

        Assert.Equal((4, 2), (error.Subnets, error.TopK));
        Assert.Equal((0.25, 0.15, 0.20), (error.Qe, error.Qt, error.Q), Close);
        Assert.Equal(Math.Sqrt(0.05 / 3 / 4), error.QeStandardError, 1e-12);
    }

    [Theory] // k * n / N, rounded to the nearest, at least 1, at most n
    [InlineData(4, 4, 2, 2)]
    [InlineData(3, 4, 2, 2)]
    [InlineData(2, 4, 2, 1)]
    [InlineData(1, 4, 2, 1)]
    [InlineData(1, 100, 2, 1)]
    [InlineData(3, 4, 4, 3)]
    [InlineData(6, 4, 2, 2)]
    public void With_fewer_subnets_than_asked_for_the_best_share_stays(int found, int subnets, int topK, int scaled)
    {
        double[] errors = [.. Enumerable.Range(1, found).Select(i => i / 10.0).Reverse()];

        var error = One(errors, subnets, topK);

        Assert.Equal((found, scaled), (error.Subnets, error.TopK));
        Assert.Equal(errors.Order().Take(scaled).Average(), error.Qt, 1e-12);
    }

    [Fact]
    public void With_k_equal_to_n_the_best_are_all()
    {
        var error = One([0.1, 0.5, 0.3], subnets: 3, topK: 3);

        Assert.Equal((error.Qe, error.QeStandardError, error.QeStandardError), (error.Qt, error.QtStandardError, error.QStandardError), Close);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void The_order_of_the_subnets_changes_nothing(EstimatorKind estimator) =>
        Prop.ForAll(Tables.ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (table, seed) =>
        {
            int[] order = [.. Enumerable.Range(0, table[0].Length).OrderBy(b => (b + 1) * (seed + 7) % 11).ThenBy(b => b)];
            var plain = Estimate(estimator, table, 8, 3);
            var permuted = Estimate(estimator, [.. table.Select(row => order.Select(b => row[b]).ToArray())], 8, 3);
            return plain.Errors.SequenceEqual(permuted.Errors) && plain.SlopeStandardError.Equals(permuted.SlopeStandardError);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_constant_shift_moves_every_error_by_it_and_no_standard_error(EstimatorKind estimator) =>
        Prop.ForAll(Tables.ToArbitrary(), Gen.Choose(-100, 100).ToArbitrary(), (table, thousandths) =>
        {
            var shift = thousandths / 1000.0;
            var plain = Estimate(estimator, table, 8, 3);
            var shifted = Estimate(estimator, [.. table.Select(row => row.Select(error => error + shift).ToArray())], 8, 3);
            return plain.Errors.Zip(shifted.Errors).All(it => Same(it.First.Qe + shift, it.Second.Qe) && Same(it.First.Qt + shift, it.Second.Qt)
                    && Same(it.First.Q + shift, it.Second.Q) && Same(it.First.QStandardError, it.Second.QStandardError))
                && Same(plain.SlopeStandardError, shifted.SlopeStandardError);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_best_are_never_worse_than_the_mean_and_Q_lies_between() =>
        Prop.ForAll(Tables.ToArbitrary(), table => Estimate(EstimatorKind.Fresh, table, 8, 3).Errors.All(error =>
            error.Qt <= error.Qe + 1e-15 && error.Q <= error.Qe + 1e-15 && error.Q >= error.Qt - 1e-15)).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Where_all_subnets_tie_there_is_no_uncertainty(EstimatorKind estimator)
    {
        var tied = Estimate(estimator, [[0.3, 0.3, 0.3], [0.2, 0.2, 0.2]], 3, 2);

        Assert.All(tied.Errors, error => Assert.Equal((0, 0, 0), (error.QeStandardError, error.QtStandardError, error.QStandardError)));
        Assert.Equal(0, tied.SlopeStandardError);
    }

    [Fact]
    public void Errors_that_are_a_sum_of_base_and_choice_give_a_paired_slope_without_any_uncertainty() =>
        Prop.ForAll(Gen.Choose(0, 400).ArrayOf(6).ToArbitrary(), Gen.Choose(0, 400).ArrayOf(4).ToArbitrary(), (bases, choices) =>
        {
            double[][] errors = [.. choices.Select(choice => bases.Select(b => (b + choice) / 1000.0).ToArray())];
            var measurement = Estimate(EstimatorKind.Paired, errors, 6, 2);
            var slope = LinearFit.Of([.. measurement.Errors.Select(error => 100 * error.Q)]).Slope;
            return measurement.SlopeStandardError < 1e-12 && Same(LinearFit.Of([.. choices.Select(choice => choice / 10.0)]).Slope, slope);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Estimators))]
    public void One_choice_has_an_error_but_no_slope(EstimatorKind estimator)
    {
        var measurement = Estimate(estimator, [[0.1, 0.3]], 2, 1);

        Assert.Equal(0.15, measurement.Errors.Single().Q, 1e-12);
        Assert.Equal(double.NaN, measurement.SlopeStandardError);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void One_subnet_has_an_error_but_no_standard_error(EstimatorKind estimator)
    {
        var measurement = Estimate(estimator, [[0.1], [0.2]], 1, 1);

        Assert.Equal([0.1, 0.2], measurement.Errors.Select(error => error.Q));
        Assert.All(measurement.Errors.Select(error => error.QStandardError).Append(measurement.SlopeStandardError), it => Assert.Equal(double.NaN, it));
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_choice_with_a_NaN_error_has_a_NaN_mean_and_the_others_are_unaffected(EstimatorKind estimator)
    {
        var measurement = Estimate(estimator, [[0.1, 0.2], [double.NaN, 0.2]], 2, 1);

        Assert.Equal((0.15, 0.1), (measurement.Errors[0].Qe, measurement.Errors[0].Qt), Close);
        Assert.Equal((double.NaN, double.NaN, double.NaN), (measurement.Errors[1].Qe, measurement.Errors[1].Qt, measurement.Errors[1].Q));
        Assert.Equal(double.NaN, measurement.SlopeStandardError);
        Assert.Equal(0, UpdateRules.Resolve(Measured.Rule("linear-floor")).Decide(measurement, Measured.Rule("linear-floor")).Steps);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_choice_without_subnets_is_not_a_number(EstimatorKind estimator)
    {
        var measurement = Estimate(estimator, [[], []], 2, 1);

        Assert.All(measurement.Errors, error => Assert.Equal((double.NaN, 0, 0), (error.Q, error.Subnets, error.TopK)));
    }

    [Fact]
    public void Lists_that_do_not_belong_together_are_refused()
    {
        var spec = new MeasurementSpec(EstimatorKind.Paired, 2, 1, 100, 10, SampleSpaces.NoLimit);

        Assert.Throws<ArgumentException>(() => EtErrorEstimator.Estimate(Measured.Dimension(2), EstimatorKind.Paired, [[0.1]], spec));
        Assert.Throws<ArgumentException>(() => EtErrorEstimator.Estimate(Measured.Dimension(2), EstimatorKind.Paired, [[0.1], [0.1, 0.2]], spec));
    }

    private static bool Same(double expected, double actual) => Math.Abs(expected - actual) < 1e-9;

    private static bool Close((double, double) a, (double, double) b) => Same(a.Item1, b.Item1) && Same(a.Item2, b.Item2);

    private static bool Close((double, double, double) a, (double, double, double) b) => Same(a.Item1, b.Item1) && Same(a.Item2, b.Item2) && Same(a.Item3, b.Item3);
}
