namespace S3Actors.Tests.Architecture;

/// <summary>Rules of the sources that no compiler checks.</summary>
public sealed class SourceRulesTests
{
    private static readonly string[] Code = ["src", "tests", "bench"];

    [Fact]
    public void No_file_has_more_than_350_lines() =>
        Assert.Equal([], Repository.Files("*.*", Code).Where(IsCode)
            .Select(path => (Path: path, Lines: Repository.Read(path).Count(c => c == '\n'))).Where(file => file.Lines > 350));

    [Fact]
    public void Nothing_is_left_to_do_or_skipped()
    {
        // Written apart, so that this file is not found by its own search.
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "Skip" + " = \"", "Skip" + "=\""];
        Assert.Equal([], Repository.Files("*.*", Code).Where(IsCode).Where(path => marks.Any(mark => Repository.Read(path).Contains(mark, StringComparison.Ordinal))));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file() =>
        Assert.Equal([], Repository.Files("*.csproj", "src", "tests", "bench")
            .Where(path => Repository.Read(path).Contains("Version=\"", StringComparison.Ordinal)));

    [Fact]
    public void No_name_says_nothing()
    {
        string[] empty = ["Helper", "Manager", "Util", "Utils", "Helpers", "Common", "Misc"];
        Assert.Equal([], Repository.Files("*.cs", "src").Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => empty.Any(e => name.EndsWith(e, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_root_is_not_cluttered()
    {
        string[] allowed =
        [
            "Directory.Build.props", "Directory.Packages.props", "README.md", "S3Actors.sln", "bench", "docs", "hocon",
            "run.sh", "runs", "src", "tests", "LICENSE",
        ];
        Assert.Equal([], Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') && !allowed.Contains(name)));
        Assert.Equal(["Actors", "Coordinator", "Messages", "Models"],
            Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    private static bool IsCode(string path) => Path.GetExtension(path) is ".cs";

    private static bool IsProject(string path) => Path.GetExtension(path) is ".csproj" or ".props" or ".targets";
}
