using System.Buffers.Binary;
using System.Security.Cryptography;

namespace S3Actors.Models.Data;

/// <summary>The identity of the data a campaign was begun on: of the decoded bytes, not of the files.</summary>
public static class DatasetDigest
{
    /// <summary>
    /// SHA-256, in lower-case hex, over the training set and then the test set: for each N, C, H, W and the number of classes as
    /// little-endian 32-bit numbers, the pixels, the labels.
    /// </summary>
    public static string Of(ImageDataset training, ImageDataset test)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in (ReadOnlySpan<ImageDataset>)[training, test])
        {
            foreach (var size in (ReadOnlySpan<int>)[set.Count, set.Channels, set.Height, set.Width, set.ClassCount]) Append(hash, size);
            hash.AppendData(set.Pixels.Span);
            hash.AppendData(set.Labels.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
