using System.Diagnostics;
using System.Text;

namespace S3Actors.Tests.Models.Native;

/// <summary>The step of the build that lets TorchSharp's library load where libstdc++ is older: the target itself, run by MSBuild.</summary>
public sealed class VersionNeedTests : IDisposable
{
    private const string Version = "GLIBCXX_3.4.32";
    private readonly string _folder = Directory.CreateTempSubdirectory("s3actors-native-").FullName;

    private string Destination => Path.Combine(_folder, "libtorch", "libLibTorchSharp.so");

    [Fact]
    public void Where_the_systems_library_is_older_one_bit_of_the_copy_changes_and_the_source_stays()
    {
        var source = Library();
        var before = File.ReadAllBytes(source);
        Assert.Equal(0, Copy(source, SystemLibrary("GLIBCXX_3.4.30\0")).ExitCode);
        var copy = File.ReadAllBytes(Destination);
        Assert.Equal(before, File.ReadAllBytes(source));
        Assert.Equal(before.Length, copy.Length);
        var changed = Assert.Single(Enumerable.Range(0, copy.Length), i => copy[i] != before[i]);
        Assert.Equal((0, 2), (before[changed], copy[changed])); // VER_FLG_WEAK
        Assert.Equal([Path.GetFileName(Destination)], Directory.EnumerateFiles(Path.GetDirectoryName(Destination)!).Select(path => Path.GetFileName(path)!));
        Assert.Equal(Hash(Version), BitConverter.ToUInt32(copy, changed - 4)); // the entry is this version's
    }

    [Fact]
    public void Where_the_systems_library_has_the_version_the_copy_is_the_source()
    {
        var source = Library();
        Assert.Equal(0, Copy(source, SystemLibrary($"GLIBCXX_3.4.30\0{Version}\0")).ExitCode);
        Assert.Equal(File.ReadAllBytes(source), File.ReadAllBytes(Destination));
    }

    [Theory]
    [InlineData("no library at all, and longer than the sixty-four bytes of an ELF header")]
    [InlineData("")]
    [InlineData(null)]
    public void What_cannot_be_parsed_ends_the_build_and_leaves_nothing_behind(string? content)
    {
        var source = Path.Combine(_folder, "broken.so");
        File.WriteAllBytes(source, content is null ? File.ReadAllBytes(Library())[..4096] : Encoding.ASCII.GetBytes(content));
        var (exitCode, output) = Copy(source, SystemLibrary("GLIBCXX_3.4.30\0"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"{source} is not a 64-bit little-endian ELF file", output);
        Assert.False(File.Exists(Destination));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A library that needs the version: TorchSharp's, with the mark of the build taken off again.</summary>
    private string Library()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Root, ".build", "libtorch", "libLibTorchSharp.so"));
        var path = Path.Combine(_folder, "libLibTorchSharp.so");
        var hash = BitConverter.GetBytes(Hash(Version));
        var weak = Enumerable.Range(0, bytes.Length - 16).Where(i => bytes.AsSpan(i, 4).SequenceEqual(hash) && bytes[i + 5] == 0 && bytes[i + 4] is 0 or 2).ToList();
        bytes[Assert.Single(weak) + 4] = 0; // vna_hash is followed by vna_flags
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>The hash of the ELF specification, by which the entry is found here in another way than the build finds it.</summary>
    private static uint Hash(string name)
    {
        uint hash = 0;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            var high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }
        return hash;
    }

    private string SystemLibrary(string versions)
    {
        var path = Path.Combine(_folder, "libstdc++.so.6");
        File.WriteAllText(path, versions);
        return path;
    }

    private (int ExitCode, string Output) Copy(string source, string systemLibrary) => Run("dotnet",
        "msbuild", Path.Combine(Repository.Root, "src", "Models", "Models.csproj"), "-nologo", "-v:m", "-t:CopyTorchSharpLibrary",
        $"-p:TorchSharpLibrary={source}", $"-p:LibTorchFolder={Path.GetDirectoryName(Destination)}", $"-p:SystemLibStdCxx={systemLibrary}");

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
