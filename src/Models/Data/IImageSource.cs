using System.Security.Cryptography;

namespace S3Actors.Models.Data;

/// <summary>Labelled images that are read one by one, from memory or from files. Any number of threads may read at once.</summary>
public interface IImageSource
{
    /// <summary>N: images.</summary>
    int Count { get; }

    /// <summary>C: channels, 1 for grey, 3 for red, green, blue.</summary>
    int Channels { get; }

    /// <summary>Classes a label may name.</summary>
    int ClassCount { get; }

    /// <summary>Names of the classes in the order of their numbers; empty where the images' form has none.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Height and width of every image, pixels; null where images have sizes of their own.</summary>
    (int Height, int Width)? CommonSize { get; }

    /// <summary>Whether reading costs no more than a copy.</summary>
    bool IsInMemory { get; }

    /// <summary>Images as they are stored, where these are made from them.</summary>
    IImageSource Original => this;

    /// <summary>What an image is called in a message.</summary>
    string Name(int index);

    /// <summary>The class of an image.</summary>
    int Label(int index);

    /// <summary>Width and height of an image as it is stored, without decoding it; null where only decoding can say.</summary>
    /// <exception cref="DataFileException">Its file cannot be read.</exception>
    (int Width, int Height)? StoredSize(int index);

    /// <summary>Bytes in which an image is stored.</summary>
    long Length(int index);

    /// <summary>SHA-256 of the bytes in which an image is stored.</summary>
    /// <exception cref="DataFileException">They cannot be read.</exception>
    byte[] Digest(int index);

    /// <summary>Reads an image.</summary>
    /// <param name="target">Takes its shape and pixels.</param>
    /// <exception cref="DataFileException">It cannot be read or decoded.</exception>
    void Read(int index, ImageBuffer target);

    /// <summary>Appends what tells these images from others (<see cref="DatasetDigest"/>).</summary>
    /// <param name="earlier">Files that have changed since, as they stood when the digest was taken that this one is to be compared with.</param>
    /// <exception cref="DataFileException">A file cannot be read.</exception>
    void AppendIdentity(IncrementalHash hash, EarlierFiles? earlier = null);
}
