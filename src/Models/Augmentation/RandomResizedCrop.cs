using S3Actors.Messages.Campaign;
using S3Actors.Models.Data.Scaling;
using S3Actors.Models.Randomness;

namespace S3Actors.Models.Augmentation;

/// <summary>
/// Random resized crop (Szegedy et al., "Going deeper with convolutions", 2015, section 6, as it has been implemented since): a share of
/// the area is drawn uniformly and an aspect ratio log-uniformly, until the rectangle fits, ten times at most; its place is uniform.
/// </summary>
public static class RandomResizedCrop
{
    private const int Attempts = 10;

    /// <summary>The part of an image that is scaled to the network's size.</summary>
    /// <param name="random">The image's stream.</param>
    public static PixelBox Draw(CropSpec spec, int height, int width, CounterRandom random)
    {
        var area = (double)height * width;
        var (low, high) = (Math.Log(spec.MinimumAspect), Math.Log(spec.MaximumAspect));
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var target = area * Between(spec.MinimumArea, spec.MaximumArea, random.NextDouble());
            var aspect = Math.Exp(Between(low, high, random.NextDouble()));
            var (w, h) = ((int)Math.Round(Math.Sqrt(target * aspect)), (int)Math.Round(Math.Sqrt(target / aspect)));
            if (w < 1 || h < 1 || w > width || h > height) continue;
            var top = random.NextInt32(height - h + 1);
            return new PixelBox(random.NextInt32(width - w + 1), top, w, h);
        }
        return Middle(spec, height, width);
    }

    /// <summary>Where nothing fitted: the largest middle part whose aspect ratio is allowed.</summary>
    public static PixelBox Middle(CropSpec spec, int height, int width)
    {
        var (w, h) = (width, height);
        var aspect = (double)width / height;
        if (aspect < spec.MinimumAspect) h = Math.Clamp((int)Math.Round(width / spec.MinimumAspect), 1, height);
        else if (aspect > spec.MaximumAspect) w = Math.Clamp((int)Math.Round(height * spec.MaximumAspect), 1, width);
        return new PixelBox((width - w) / 2, (height - h) / 2, w, h);
    }

    private static double Between(double low, double high, double share) => low + (high - low) * share;
}
