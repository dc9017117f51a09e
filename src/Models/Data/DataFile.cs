namespace S3Actors.Models.Data;

/// <summary>A data file that is missing, unreadable, or not what it should be.</summary>
public sealed class DataFileException(string file, string problem, Exception? cause = null) : Exception($"{file}: {problem}", cause)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; } = problem;
}

/// <summary>Data files as bytes, with one kind of error.</summary>
internal static class DataFile
{
    /// <exception cref="DataFileException">It is missing or cannot be read.</exception>
    public static byte[] ReadAllBytes(string path) => Open(path, () => File.ReadAllBytes(path));

    /// <summary>Opens or reads something by a path.</summary>
    /// <exception cref="DataFileException">It is missing or cannot be read.</exception>
    public static T Open<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            var problem = denied is FileNotFoundException or DirectoryNotFoundException ? "no such file" : $"cannot be read ({denied.Message})";
            throw new DataFileException(path, problem, denied);
        }
    }
}
