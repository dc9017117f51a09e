namespace S3Actors.Tests;

/// <summary>The sources these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of S3Actors.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Files below folders of the repository whose names match, relative to the root.</summary>
    public static IEnumerable<string> Files(string pattern, params string[] folders) =>
        folders.Where(folder => Directory.Exists(Path.Combine(Root, folder))).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal);

    /// <summary>Reads a file by its path relative to the root.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "S3Actors.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run within the repository.");
        return folder;
    }
}
