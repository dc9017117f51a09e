using FsCheck;
using FsCheck.Fluent;
using S3Actors.Models.Randomness;

namespace S3Actors.Tests.Models.Randomness;

public sealed class CounterRandomTests
{
    private static CounterRandom Open(long seed = 1, RandomPurpose purpose = RandomPurpose.Search, long iteration = 2, long index = 3) =>
        new(seed, purpose, iteration, index);

    [Fact]
    public void The_same_coordinates_give_the_same_stream() =>
        Prop.ForAll((long seed, long iteration, long index) =>
        {
            var (first, second) = (Open(seed, RandomPurpose.Weights, iteration, index), Open(seed, RandomPurpose.Weights, iteration, index));
            return Enumerable.Range(0, 9).All(_ => first.NextUInt64() == second.NextUInt64());
        }).QuickCheckThrowOnFailure();

    /// <summary>Streams are part of what a campaign means: these words, computed apart from the definition, may never change.</summary>
    [Fact]
    public void The_stream_of_known_coordinates_is_frozen()
    {
        var random = Open(seed: -5, iteration: 1L << 40, index: -1);

        Assert.Equal(FrozenWords, Enumerable.Range(0, 3).Select(_ => random.NextUInt64()));
    }

    private static readonly ulong[] FrozenWords = [0x8f4d8461a208bf2f, 0x0647eff9f3485375, 0x1dc5242054b4ca62];

    [Fact]
    public void Every_coordinate_in_full_decides_the_stream()
    {
        CounterRandom[] streams =
        [
            Open(), Open(seed: 0), Open(seed: 1L + (1L << 32)), Open(purpose: RandomPurpose.Weights), Open(iteration: 3),
            Open(iteration: 2 + (1L << 32)), Open(index: 4), Open(index: 3 + (1L << 32)), Open(iteration: 3, index: 2),
        ];

        Assert.Equal(streams.Length, streams.Select(stream => stream.NextUInt64()).Distinct().Count());
    }

    [Fact]
    public void Whole_numbers_stay_below_their_bound_and_reach_every_value_evenly()
    {
        var random = Open();
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.NextInt32(7)]++;

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400)); // 10 000 +- 4.3 standard deviations
    }

    [Fact]
    public void Whole_numbers_are_unbiased_for_a_bound_that_does_not_divide_a_word()
    {
        var random = Open();
        const int Bound = 3 << 29; // 0.375 * 2^32: a plain modulo would give the lowest third of the range half of the draws
        var low = Enumerable.Range(0, 30_000).Count(_ => random.NextInt32(Bound) < Bound / 3);

        Assert.InRange(low, 9_600, 10_400);
    }

    [Fact]
    public void A_bound_below_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Open().NextInt32(0));

    [Fact]
    public void Fractions_lie_in_the_unit_interval_with_its_mean_and_variance()
    {
        var random = Open();
        double[] values = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextDouble())];

        Assert.All(values, value => Assert.InRange(value, 0, 1 - double.Epsilon));
        Assert.Equal(0.5, values.Average(), 0.006);
        Assert.Equal(1 / 12.0, values.Average(value => (value - 0.5) * (value - 0.5)), 0.002);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_a_standard_normal()
    {
        var random = Open();
        double[] values = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextGaussian())];

        Assert.Equal(0, values.Average(), 0.02);
        Assert.Equal(1, values.Average(value => value * value), 0.03);
        Assert.Equal(3, values.Average(value => Math.Pow(value, 4)), 0.2);
    }

    [Fact]
    public void A_shuffle_permutes() =>
        Prop.ForAll((int[] items, int seed) =>
        {
            var shuffled = items.ToArray();
            Open(seed).Shuffle<int>(shuffled);
            return shuffled.Order().SequenceEqual(items.Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_shuffle_reaches_every_order_evenly()
    {
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 12_000; i++)
        {
            var items = "abc".ToCharArray();
            Open(index: i).Shuffle<char>(items);
            counts[new string(items)] = counts.GetValueOrDefault(new string(items)) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 1_830, 2_170)); // 2 000 +- 4 standard deviations
    }
}
