using System.Buffers;
using Microsoft.Win32.SafeHandles;
using S3Actors.Models.Data.Files;
using static System.FormattableString;

namespace S3Actors.Models.Data;

/// <summary>A data file that is missing, unreadable, or not what it should be.</summary>
public sealed class DataFileException(string file, string problem, Exception? cause = null) : Exception($"{FileName.Shown(file)}: {problem}", cause)
{
    /// <summary>The file, as it can be shown.</summary>
    public string File { get; } = FileName.Shown(file);

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; } = problem;
}

/// <summary>Data files as bytes, with one kind of error. Nothing here waits for a pipe.</summary>
internal static class DataFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="DataFileException">It is missing, no file, or cannot be read.</exception>
    public static SafeFileHandle OpenRead(string path) => Open(path, () => UnixFiles.OpenRead(path));

    /// <summary>Reads a file whole.</summary>
    /// <param name="limit">Bytes it may have.</param>
    /// <exception cref="DataFileException">It is missing, no file, longer, or cannot be read.</exception>
    public static byte[] ReadAllBytes(string path, long limit = int.MaxValue / 2)
    {
        using var handle = OpenRead(path);
        var bytes = new byte[LengthOf(handle, path, limit)];
        return bytes.AsSpan(0, ReadAt(handle, path, 0, bytes)) is var read && read.Length == bytes.Length ? bytes : read.ToArray();
    }

    /// <summary>Reads a file whole into memory that is used again, and hands that on.</summary>
    /// <exception cref="DataFileException">It is missing, no file, longer, or cannot be read.</exception>
    public static void Read(string path, long limit, ReadOnlySpanAction<byte, string> use)
    {
        using var handle = OpenRead(path);
        var length = LengthOf(handle, path, limit);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            use(bytes.AsSpan(0, ReadAt(handle, path, 0, bytes.AsSpan(0, length))), path);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads from a place on until the target is full or the file ends; returns how many bytes came.</summary>
    /// <exception cref="DataFileException">They cannot be read.</exception>
    public static int ReadAt(SafeFileHandle handle, string path, long offset, Span<byte> target)
    {
        var read = 0;
        try
        {
            while (read < target.Length && RandomAccess.Read(handle, target[read..], offset + read) is var got and > 0) read += got;
            return read;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, $"cannot be read ({denied.Message})", denied);
        }
    }

    /// <summary>Opens or lists something by a path.</summary>
    /// <exception cref="DataFileException">It is missing or cannot be read.</exception>
    public static T Open<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            var problem = denied switch
            {
                FileNotFoundException or DirectoryNotFoundException => "no such file",
                _ when denied.Message.StartsWith("is ", StringComparison.Ordinal) => denied.Message,
                _ => $"cannot be read ({denied.Message})",
            };
            throw new DataFileException(path, problem, denied);
        }
    }

    private static int LengthOf(SafeFileHandle handle, string path, long limit)
    {
        var length = RandomAccess.GetLength(handle);
        return length <= limit ? (int)length : throw new DataFileException(path, Invariant($"has {length} bytes; at most {limit} are read"));
    }
}
