using System.Security.Cryptography;

namespace S3Actors.Models.Data;

/// <summary>The identity of the data a campaign was begun on.</summary>
public static class DatasetDigest
{
    /// <summary>
    /// SHA-256, in lower-case hex, over the training set and then the test set. Of images in memory (IDX, CIFAR) it covers every decoded
    /// byte: N, C, H, W and the number of classes as little-endian 32-bit numbers, the pixels, the labels. Of a folder of images, which
    /// may be larger than is read in a minute, it covers what <see cref="ImageFolder.AppendIdentity"/> says.
    /// </summary>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    public static string Of(IImageSource training, IImageSource test)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        training.AppendIdentity(hash);
        test.AppendIdentity(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
