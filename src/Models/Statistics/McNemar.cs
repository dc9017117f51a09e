namespace S3Actors.Models.Statistics;

/// <summary>
/// McNemar's exact test of two classifiers on the same images: images that both get right, or both wrong, say nothing of which is better.
/// </summary>
/// <param name="Images">Images that both answered.</param>
/// <param name="OnlyFirstWrong">Images that the first gets wrong and the second right.</param>
/// <param name="OnlySecondWrong">Images that the second gets wrong and the first right.</param>
/// <param name="Probability">Two-sided exact p that both are wrong equally often.</param>
public sealed record McNemar(int Images, int OnlyFirstWrong, int OnlySecondWrong, double Probability)
{
    /// <summary>Of the answers of both, image by image.</summary>
    /// <exception cref="ArgumentException">They are not of as many images.</exception>
    public static McNemar Of(IReadOnlyList<bool> firstWrong, IReadOnlyList<bool> secondWrong)
    {
        if (firstWrong.Count != secondWrong.Count)
            throw new ArgumentException($"{firstWrong.Count} and {secondWrong.Count} answers are not of the same images.", nameof(secondWrong));
        var images = Enumerable.Range(0, firstWrong.Count);
        var first = images.Count(i => firstWrong[i] && !secondWrong[i]);
        var second = images.Count(i => !firstWrong[i] && secondWrong[i]);
        return new McNemar(firstWrong.Count, first, second, ExactBinomial.TwoSided(first, second));
    }
}
