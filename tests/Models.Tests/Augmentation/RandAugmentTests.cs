using System.Globalization;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Augmentation;
using S3Actors.Models.Data;
using S3Actors.Models.Randomness;
using S3Actors.Tests.Models.Data;

namespace S3Actors.Tests.Models.Augmentation;

/// <summary>Each operation against torchvision's, to the last bit; and what N and M mean.</summary>
public sealed class RandAugmentTests
{
    private static IEnumerable<string> Names => ImageFixture.Names.Where(name => name.StartsWith("augment.", StringComparison.Ordinal));

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_operation_of_a_magnitude(string name)
    {
        var parts = name.Split('.'); // augment, rgb or grey, operation, magnitude of 30, sign
        var image = ImageFixture.Image(parts[1] == "grey" ? "square.grey" : "square");
        var magnitude = int.Parse(parts[3], CultureInfo.InvariantCulture) / 3.0;
        new RandAugment().Apply(Enum.Parse<RandAugmentOperation>(parts[2]), magnitude, parts[4] == "minus", image);
        ImageFixture.AssertEqual(ImageFixture.Image(name), image);
    }

    [Fact]
    public void Every_operation_is_compared()
    {
        Assert.Equal(RandAugment.OperationCount, Enum.GetValues<RandAugmentOperation>().Length);
        Assert.Equal(Enum.GetNames<RandAugmentOperation>().Order(), Names.Select(name => name.Split('.')[2]).Distinct().Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void N_operations_are_carried_out_one_after_another(int n)
    {
        for (var index = 0; index < 40; index++)
        {
            var image = ImageFixture.Image("square");
            new RandAugment().Apply(new RandAugmentSpec(n, 6, 0, 1), image, Stream(index));

            // The same by hand: from the stream come operation, coin of the probability, normal deviate, sign.
            var (byHand, random, augment) = (ImageFixture.Image("square"), Stream(index), new RandAugment());
            for (var i = 0; i < n; i++)
            {
                var operation = (RandAugmentOperation)random.NextInt32(14);
                random.NextDouble();
                random.NextGaussian();
                augment.Apply(operation, 6, random.NextInt32(2) == 1, byHand);
            }
            ImageFixture.AssertEqual(byHand, image);
        }
    }

    [Fact]
    public void All_operations_are_drawn_equally_often()
    {
        const int Draws = 14_000;
        var counts = new int[RandAugment.OperationCount];
        for (var index = 0; index < Draws; index++) counts[Stream(index).NextInt32(RandAugment.OperationCount)]++;
        // Pearson's chi-squared with 13 degrees of freedom: above 34.5 once in a thousand times, for the streams as they are once for all.
        Assert.InRange(counts.Sum(count => Math.Pow(count - Draws / 14.0, 2) / (Draws / 14.0)), 0, 34.5);
    }

    [Fact]
    public void Zero_magnitude_or_probability_changes_nothing_except_for_operations_without_a_magnitude()
    {
        foreach (var operation in Enum.GetValues<RandAugmentOperation>().Except([RandAugmentOperation.AutoContrast, RandAugmentOperation.Equalize, RandAugmentOperation.Solarize]))
            foreach (var negative in (bool[])[false, true])
                Unchanged(image => new RandAugment().Apply(operation, 0, negative, image));
        for (var index = 0; index < 50; index++) Unchanged(image => new RandAugment().Apply(new RandAugmentSpec(3, 9, 0.5, 0), image, Stream(index)));
    }

    [Fact]
    public void A_deviation_moves_the_magnitude_and_leaves_the_operations()
    {
        var different = 0;
        for (var index = 0; index < 60; index++)
        {
            ImageBuffer still = ImageFixture.Image("square"), moved = ImageFixture.Image("square");
            new RandAugment().Apply(new RandAugmentSpec(1, 5, 0, 1), still, Stream(index));
            new RandAugment().Apply(new RandAugmentSpec(1, 5, 3, 1), moved, Stream(index));
            if (!still.Pixels.SequenceEqual(moved.Pixels)) different++;
        }
        Assert.InRange(different, 25, 55); // three of fourteen have no magnitude, shifts are whole pixels
    }

    private static void Unchanged(Action<ImageBuffer> change)
    {
        var image = ImageFixture.Image("square");
        change(image);
        ImageFixture.AssertEqual(ImageFixture.Image("square"), image);
    }

    private static CounterRandom Stream(int index) => new(3, RandomPurpose.RandAugment, 1, index);
}
