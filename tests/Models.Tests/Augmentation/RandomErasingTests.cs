using S3Actors.Models.Augmentation;
using S3Actors.Models.Randomness;

namespace S3Actors.Tests.Models.Augmentation;

public sealed class RandomErasingTests
{
    private const int Side = 200;

    [Fact]
    public void Rectangles_are_as_large_and_as_slim_as_published_and_as_frequent_as_asked_for()
    {
        const int Draws = 5000;
        var boxes = Enumerable.Range(0, Draws).Select(i => RandomErasing.Draw(0.25, Side, Stream(i))).ToList();
        Assert.Equal(0.25, boxes.Count(box => box is not null) / (double)Draws, 0.025);
        foreach (var box in boxes.Where(box => box is not null).Select(box => box!.Value))
        {
            Assert.True(box is { Left: >= 0, Top: >= 0 } && box.Left + box.Width <= Side && box.Top + box.Height <= Side);
            Assert.InRange(box.Area / (double)(Side * Side), 0.02 * 0.95, 1 / 3.0 * 1.02);
            Assert.InRange((double)box.Width / box.Height, 0.3 * 0.95, 1 / 0.3 * 1.05);
        }
        Assert.All(Enumerable.Range(0, 100), i => Assert.Null(RandomErasing.Draw(0, Side, Stream(i))));
    }

    [Fact]
    public void The_rectangle_becomes_standard_normal_noise_and_nothing_else_changes()
    {
        var values = new float[3 * Side * Side];
        values.AsSpan().Fill(1000);
        RandomErasing.Apply(1, Side, values, Stream(4));
        var box = RandomErasing.Draw(1, Side, Stream(4))!.Value;
        var noise = new List<double>();
        for (var i = 0; i < values.Length; i++)
        {
            var (y, x) = (i / Side % Side, i % Side);
            var inside = y >= box.Top && y < box.Top + box.Height && x >= box.Left && x < box.Left + box.Width;
            if (inside) noise.Add(values[i]);
            else Assert.Equal(1000, values[i]);
        }
        Assert.Equal(3 * box.Area, noise.Count);
        Assert.Equal(0, noise.Average(), 5 / Math.Sqrt(noise.Count));
        Assert.Equal(1, noise.Average(value => value * value), 8 / Math.Sqrt(noise.Count));
    }

    private static CounterRandom Stream(int index) => new(5, RandomPurpose.Erasing, 1, index);
}
