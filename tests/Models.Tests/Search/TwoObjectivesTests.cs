using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Search;
using S3Actors.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Search;

/// <summary>Error and cost held low together, against the definition of dominance itself.</summary>
public sealed class TwoObjectivesTests
{
    private static readonly SearchSpec Spec = Campaign(Quickstart).Search with { Parents = 6, SecondObjective = CostObjective.Macs };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_front_is_all_that_nothing_is_both_cheaper_and_better_than(int seed)
    {
        var results = Results(seed, 80);
        var front = EvolutionarySearch.FrontOf(results, Spec, SmallSkeleton)!;
        Assert.Equal(
            results.Where(it => !results.Any(other => Dominates(other, it))).Select(it => it.Architecture.CanonicalText).Order(StringComparer.Ordinal),
            front.Select(it => it.Architecture.CanonicalText).Order(StringComparer.Ordinal));
        Assert.Equal(front.Select(MacsOf).Order(), front.Select(MacsOf));
        Assert.Null(EvolutionarySearch.FrontOf(results, Spec with { SecondObjective = null }, SmallSkeleton));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_parent_is_dominated_by_one_that_was_left_out_and_the_first_has_the_least_error(int seed)
    {
        var results = Results(seed, 80);
        var parents = EvolutionarySearch.SelectParents(results, Spec, SmallSkeleton);
        Assert.Equal(6, parents.Distinct().Count());
        var others = results.Except(parents).ToList();
        Assert.All(parents, parent => Assert.DoesNotContain(others, other => Dominates(other, parent)));
        Assert.Equal(results.Min(it => it.Error.Fraction), parents[0].Error.Fraction);
        Assert.Contains(EvolutionarySearch.FrontOf(results, Spec, SmallSkeleton)![0], parents); // the cheapest of the front, an end of it
        Assert.Equal(parents, EvolutionarySearch.SelectParents(results.AsEnumerable().Reverse(), Spec, SmallSkeleton));
    }

    [Fact]
    public void Parameters_are_another_objective_than_multiply_accumulates()
    {
        var results = Results(4, 200);
        var front = EvolutionarySearch.FrontOf(results, Spec with { SecondObjective = CostObjective.Parameters }, SmallSkeleton)!;
        var costs = front.Select(it => ArchitectureCost.Of(SmallSkeleton, it.Architecture).ParameterCount).ToList();
        Assert.Equal(costs.Order(), costs);
        Assert.Equal(front.Select(it => it.Error.Incorrect).OrderDescending(), front.Select(it => it.Error.Incorrect));
    }

    [Fact]
    public void Measured_times_are_an_objective_of_their_own()
    {
        var results = Results(5, 60);
        var times = results.Select((it, i) => (it.Architecture, Time: (i * 37 % 60) + 0.5)).ToDictionary(it => it.Architecture, it => it.Time);
        var spec = Spec with { SecondObjective = CostObjective.Latency };
        var front = EvolutionarySearch.FrontOf(results, spec, SmallSkeleton, times)!;
        Assert.Equal(times.Values.Min(), times[front[0].Architecture]);
        Assert.Equal(front.Select(it => times[it.Architecture]).Order(), front.Select(it => times[it.Architecture]));
        Assert.Equal(front.Select(it => it.Error.Incorrect).OrderDescending(), front.Select(it => it.Error.Incorrect));
        Assert.Equal(results.Min(it => it.Error.Fraction), EvolutionarySearch.SelectParents(results, spec, SmallSkeleton, times)[0].Error.Fraction);
        Assert.Throws<ArgumentNullException>(() => EvolutionarySearch.FrontOf(results, spec, SmallSkeleton));
    }

    private static bool Dominates(SubnetResult a, SubnetResult b) =>
        a.Error.Fraction <= b.Error.Fraction && MacsOf(a) <= MacsOf(b) && (a.Error.Fraction < b.Error.Fraction || MacsOf(a) < MacsOf(b));

    private static long MacsOf(SubnetResult it) => ArchitectureCost.Of(SmallSkeleton, it.Architecture).MacsPerImage;

    /// <summary>Distinct architectures with errors that cost alone does not decide.</summary>
    private static IReadOnlyList<SubnetResult> Results(int seed, int count)
    {
        var random = new CounterRandom(seed, RandomPurpose.Search, 0, 0);
        return [.. Enumerable.Range(0, count).Select(_ => SpaceSampler.Draw(Quickstart, random).ToArchitecture()).Distinct()
            .Select(it => new SubnetResult(it, new Top1Error(random.NextInt32(100), 500), 1))];
    }
}
