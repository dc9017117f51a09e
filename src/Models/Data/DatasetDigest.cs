using System.Security.Cryptography;

namespace S3Actors.Models.Data;

/// <summary>The identity of the data a campaign was begun on.</summary>
public static class DatasetDigest
{
    /// <summary>The sets' names in a <see cref="DamagedImage"/>.</summary>
    public const string TrainingSet = "training", TestSet = "test";

    /// <summary>
    /// SHA-256, in lower-case hex, over the training set and then the test set. Of images in memory (IDX, CIFAR) it covers every decoded
    /// byte: N, C, H, W and the number of classes as little-endian 32-bit numbers, the pixels, the labels. Of a folder of images, which
    /// may be larger than is read in a minute, it covers what <see cref="ImageFolder.AppendIdentity"/> says.
    /// </summary>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    public static string Of(IImageSource training, IImageSource test) => Of(training, test, null, null);

    /// <summary>The same with files as they stood earlier (<see cref="EarlierFiles"/>).</summary>
    /// <param name="damaged">Of both sets.</param>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    public static string OfEarlier(IImageSource training, IImageSource test, IReadOnlyList<DamagedImage> damaged, bool lengthsOfLinks)
    {
        return Of(training, test, Earlier(TrainingSet), Earlier(TestSet));

        EarlierFiles Earlier(string set) => new(damaged.Where(it => it.Set == set).ToDictionary(it => it.Path, StringComparer.Ordinal), lengthsOfLinks);
    }

    private static string Of(IImageSource training, IImageSource test, EarlierFiles? earlierTraining, EarlierFiles? earlierTest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        training.AppendIdentity(hash, earlierTraining);
        test.AppendIdentity(hash, earlierTest);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
