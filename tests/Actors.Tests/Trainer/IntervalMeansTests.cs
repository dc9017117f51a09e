using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using S3Actors.Actors.Trainer;
using S3Actors.Models.Training;

namespace S3Actors.Tests.Actors.Tests.Trainer;

public class IntervalMeansTests
{
    [Fact]
    public void An_interval_interrupted_anywhere_has_the_same_sums_to_the_last_bit()
    {
        var numbers = ArbMap.Default.ArbFor<NormalFloat>().Generator.Select(number => number.Get);
        var steps = numbers.Four().Select(n => new StepOutcome(0, n.Item1, n.Item2, [n.Item3, n.Item1], n.Item4, n.Item1 / 7)).NonEmptyListOf();
        Prop.ForAll(steps.Select(list => list.ToArray()).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (taken, cut) =>
        {
            var at = cut % taken.Length;
            var whole = taken.Aggregate(IntervalMeans.From(40), (sums, step) => sums.Add(step));
            var before = taken.Take(at).Aggregate(IntervalMeans.From(40), (sums, step) => sums.Add(step));
            var resumed = taken.Skip(at).Aggregate(IntervalMeans.FromMetadata(before.ToMetadata())!, (sums, step) => sums.Add(step));
            return whole == resumed;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_metadata_is_the_same_under_every_culture()
    {
        var sums = IntervalMeans.From(3).Add(new StepOutcome(3, 1.5, 2.25, [], 1e-30, 0.003));
        var here = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal("3 1 1.5 2.25 NaN 1E-30 0.003 0", Assert.Single(sums.ToMetadata()).Value);
            Assert.Equal(sums, IntervalMeans.FromMetadata(sums.ToMetadata()));
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    [Fact]
    public void Metadata_without_sums_has_none() => Assert.Null(IntervalMeans.FromMetadata(new Dictionary<string, string>()));
}
