using S3Actors.Models.Data.Scaling;
using S3Actors.Models.Randomness;

namespace S3Actors.Models.Augmentation;

/// <summary>
/// Random erasing (Zhong, Zheng, Kang, Li, Yang, "Random erasing data augmentation", 2020): a rectangle of 2 % to a third of the image, of
/// aspect ratio 0.3 to 1/0.3, becomes normal noise, a number for each pixel of each channel, on normalised values.
/// </summary>
public static class RandomErasing
{
    private const int Attempts = 10;
    private const double SmallestShare = 0.02;
    private const double LargestShare = 1.0 / 3;
    private const double SmallestAspect = 0.3;

    /// <summary>The rectangle of an image; null where it is left as it is.</summary>
    /// <param name="probability">That it is not, in [0, 1].</param>
    /// <param name="side">Of the square image, pixels.</param>
    /// <param name="random">The image's stream.</param>
    public static PixelBox? Draw(double probability, int side, CounterRandom random)
    {
        if (random.NextDouble() >= probability) return null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = (double)side * side * (SmallestShare + (LargestShare - SmallestShare) * random.NextDouble());
            var aspect = Math.Exp(Math.Log(SmallestAspect) * (1 - 2 * random.NextDouble()));
            var (width, height) = ((int)Math.Round(Math.Sqrt(area / aspect)), (int)Math.Round(Math.Sqrt(area * aspect)));
            if (width < 1 || height < 1 || width >= side || height >= side) continue;
            var top = random.NextInt32(side - height + 1);
            return new PixelBox(random.NextInt32(side - width + 1), top, width, height);
        }
        return null;
    }

    /// <summary>Draws a rectangle and fills it.</summary>
    /// <param name="values">C * side * side normalised numbers, changed in place.</param>
    public static void Apply(double probability, int side, Span<float> values, CounterRandom random)
    {
        if (Draw(probability, side, random) is not { } box) return;
        foreach (var place in PlacesOf(box, values.Length / (side * side), side)) values[place] = (float)random.NextGaussian();
    }

    /// <summary>Draws a rectangle and what it is filled with.</summary>
    /// <returns>Places among the image's C * side * side numbers, and the numbers; none where nothing is erased.</returns>
    public static (int[] Places, float[] Values) Draw(double probability, int channels, int side, CounterRandom random)
    {
        if (Draw(probability, side, random) is not { } box) return ([], []);
        int[] places = [.. PlacesOf(box, channels, side)];
        return (places, Array.ConvertAll(places, _ => (float)random.NextGaussian()));
    }

    /// <summary>Row by row of each channel.</summary>
    private static IEnumerable<int> PlacesOf(PixelBox box, int channels, int side)
    {
        for (var channel = 0; channel < channels; channel++)
            for (var y = box.Top; y < box.Top + box.Height; y++)
                for (var x = box.Left; x < box.Left + box.Width; x++) yield return (channel * side + y) * side + x;
    }
}
