using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>
/// The binary files of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): records without a header, each the labels, one byte each, and then
/// 3 x 32 x 32 pixels, red, green, blue, row by row. CIFAR-100 has two labels, of which the second, the fine one, is the class.
/// </summary>
public static class CifarFile
{
    private const int Channels = 3;
    private const int Side = 32;
    private const int MostNameBytes = 1 << 20;
    private const int ImageBytes = Channels * Side * Side;

    /// <summary>Reads files one after another as one dataset.</summary>
    /// <param name="labelBytes">Labels of a record: 1 in CIFAR-10, 2 in CIFAR-100.</param>
    /// <param name="classCount">Classes a label may name.</param>
    /// <param name="classNames">Names of the classes; null where they have none.</param>
    /// <exception cref="DataFileException">A file is missing or empty, is no whole number of records, or has a label that is no class.</exception>
    public static ImageDataset Read(IReadOnlyList<string> files, int labelBytes, int classCount, IReadOnlyList<string>? classNames = null)
    {
        var contents = files.Select(file => (File: file, Bytes: ReadRecords(file, labelBytes))).ToList();
        var recordBytes = labelBytes + ImageBytes;
        var count = contents.Sum(content => content.Bytes.Length / recordBytes);
        var (pixels, labels) = (new byte[(long)count * ImageBytes], new byte[count]);
        var image = 0;
        foreach (var (file, bytes) in contents)
        {
            for (var start = 0; start < bytes.Length; start += recordBytes, image++)
            {
                labels[image] = bytes[start + labelBytes - 1];
                if (labels[image] >= classCount)
                    throw new DataFileException(file, Invariant($"label {labels[image]} of record {start / recordBytes} is none of the {classCount} classes 0 to {classCount - 1}"));
                bytes.AsSpan(start + labelBytes, ImageBytes).CopyTo(pixels.AsSpan(image * ImageBytes));
            }
        }
        return new ImageDataset(pixels, labels, count, Channels, Side, Side, classCount) { ClassNames = classNames ?? [] };
    }

    /// <summary>Names of the classes from the text file that is published with the images, a line each; none where there is no such file, or it has not as many.</summary>
    /// <param name="file">Its path.</param>
    public static IReadOnlyList<string> ReadClassNames(string file, int classCount)
    {
        if (!File.Exists(file)) return [];
        var names = System.Text.Encoding.UTF8.GetString(DataFile.ReadAllBytes(file, MostNameBytes)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length == classCount && names.Distinct(StringComparer.Ordinal).Count() == classCount ? [.. names.Select(Files.FileName.Shown)] : [];
    }

    private static byte[] ReadRecords(string file, int labelBytes)
    {
        var bytes = DataFile.ReadAllBytes(file);
        if (bytes.Length == 0 || bytes.Length % (labelBytes + ImageBytes) != 0)
            throw new DataFileException(file, Invariant($"{bytes.Length} bytes are no whole number of records of {labelBytes + ImageBytes} bytes ({labelBytes} of labels, {ImageBytes} of pixels)"));
        return bytes;
    }
}
