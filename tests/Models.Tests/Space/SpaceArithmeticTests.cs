using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Space;

public sealed class SpaceArithmeticTests
{
    [Fact]
    public void The_size_is_that_of_the_enumerated_space()
    {
        var architectures = Enumeration.Of(Tiny).ToArray();

        Assert.Equal(architectures.Length, architectures.Distinct().Count());
        Assert.Equal(Math.Log10(architectures.Length), SpaceArithmetic.Log10Size(Tiny), 1e-12);
    }

    [Fact]
    public void The_mean_MACs_are_those_of_the_enumerated_space()
    {
        // Draws make depth uniform, so an architecture weighs 1 / (depths * blocks^depth), not all the same.
        var (sum, weights) = Enumeration.Of(Tiny)
            .Select(architecture => (Weight: Enumeration.ProbabilityOf(Tiny, architecture), Macs: ArchitectureCost.Of(SmallSkeleton, architecture).MacsPerImage))
            .Aggregate((Sum: 0.0, Weights: 0.0), (total, it) => (total.Sum + it.Weight * it.Macs, total.Weights + it.Weight));

        Assert.Equal(1, weights, 1e-9);
        Assert.Equal(sum, SpaceArithmetic.MeanMacs(Tiny, SmallSkeleton), sum * 1e-12);
    }

    [Fact]
    public void The_mean_parameters_are_those_of_all_architectures() =>
        Assert.Equal(
            Enumeration.Of(Tiny).Sum(architecture => Enumeration.ProbabilityOf(Tiny, architecture) * ArchitectureCost.Of(SmallSkeleton, architecture).ParameterCount),
            SpaceArithmetic.MeanParameters(Tiny, SmallSkeleton), 1e-6);

    [Fact]
    public void The_mean_MACs_are_those_of_sampled_architectures()
    {
        double[] sample = [.. Enumerable.Range(0, 4_000)
            .Select(i => SpaceSampler.Draw(Quickstart, new CounterRandom(1, RandomPurpose.SpaceStatistics, 0, i)).ToArchitecture())
            .Select(architecture => (double)ArchitectureCost.Of(SmallSkeleton, architecture).MacsPerImage)];
        var deviation = Math.Sqrt(sample.Average(macs => Math.Pow(macs - sample.Average(), 2)) / sample.Length);

        Assert.InRange(SpaceArithmetic.MeanMacs(Quickstart, SmallSkeleton), sample.Average() - 4 * deviation, sample.Average() + 4 * deviation);
    }

    [Fact]
    public void Size_and_corners_of_any_space_agree() =>
        Prop.ForAll(RandomSpaces.ToArbitrary(), space =>
        {
            var (smallest, largest) = (SpaceArithmetic.Smallest(space), SpaceArithmetic.Largest(space));
            var mean = SpaceArithmetic.MeanMacs(space, SmallSkeleton);
            return SpaceArithmetic.Contains(space, smallest) && SpaceArithmetic.Contains(space, largest)
                && smallest.Equals(largest) == (SpaceArithmetic.Log10Size(space) == 0)
                && (!smallest.Equals(largest) || Math.Abs(mean - ArchitectureCost.Of(SmallSkeleton, largest).MacsPerImage) < 1e-6 * mean);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_space_too_large_for_a_double_still_has_a_size()
    {
        var space = new SearchSpace([.. Stage(1, [999, 1000], [8], [1, 2], [1, 2], [1, 2, 3, 4, 5], [8, 9, 10, 11, 12])]);

        Assert.Equal(2_000 + Math.Log10(1.01), SpaceArithmetic.Log10Size(space), 1e-6); // 100 different blocks: 10^2000 + 10^1998
    }

    [Fact]
    public void An_empty_dimension_leaves_no_architecture() =>
        Assert.Equal(double.NegativeInfinity, SpaceArithmetic.Log10Size(Tiny.With(Tiny[1, DimensionKind.NumHeads] with { Choices = [] })));

    [Theory]
    [InlineData("8:w3n1m0.5q12/16:w2n3m1q16", true)]
    [InlineData("16:w8n5m2q12,w3n1m0.5q12/24:w3n3m1.5q24", true)]
    [InlineData("12:w3n1m0.5q12/16:w2n3m1q16", false)]
    [InlineData("8:w3n1m0.5q12,w3n1m0.5q12,w3n1m0.5q12/16:w2n3m1q16", false)]
    [InlineData("8:w3n2m0.5q12/16:w2n3m1q16", false)]
    [InlineData("8:w3n1m0.5q12/16:w2n3m1q20", false)]
    [InlineData("8:w3n1m0.5q12", false)]
    public void A_space_contains_what_is_made_of_its_choices(string text, bool contained) =>
        Assert.Equal(contained, SpaceArithmetic.Contains(Tiny, Enumeration.Parse(text)));
}
