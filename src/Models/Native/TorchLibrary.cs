using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace S3Actors.Models.Native;

/// <summary>The libtorch that this process uses: the packaged one, or that of an installed PyTorch.</summary>
/// <param name="Folder">The folder of its shared libraries.</param>
/// <param name="Version">Its version, such as 2.10.0 or 2.11.0+cu130; "unknown" where it does not say.</param>
/// <param name="IsPackaged">Whether it came with the product.</param>
public sealed partial record TorchLibrary(string Folder, string Version, bool IsPackaged)
{
    private const string Core = "libtorch_cpu.so", Binding = "libLibTorchSharp.so";

    /// <summary>The libtorch version that TorchSharp was built for, such as 2.10.0.</summary>
    private static string TorchSharpVersion { get; } =
        typeof(TorchLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "LibTorchVersion").Value!;

    /// <summary>The folder that the build fills: beside the program in a pack, else one for all projects' outputs.</summary>
    private static string PackagedFolder { get; } =
        new[] { "libtorch", "../../../libtorch" }.Select(part => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, part)))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, Binding))) ?? Path.Combine(AppContext.BaseDirectory, "libtorch");

    /// <summary>The packaged libtorch; null where the product came without one.</summary>
    public static TorchLibrary? Packaged { get; } =
        File.Exists(Path.Combine(PackagedFolder, Core)) ? new(PackagedFolder, TorchSharpVersion, IsPackaged: true) : null;

    /// <summary>The libtorch of an installed PyTorch or of an unpacked libtorch.</summary>
    /// <param name="home">Its root, such as <c>.../site-packages/torch</c> or <c>/opt/libtorch</c>, or the folder of its libraries.</param>
    /// <returns>Null where there is no libtorch.</returns>
    public static TorchLibrary? At(string home)
    {
        var folder = new[] { Path.Combine(home, "lib"), home }.FirstOrDefault(folder => File.Exists(Path.Combine(folder, Core)));
        return folder is null ? null
            : new(Path.GetFullPath(folder), VersionIn(Path.Combine(folder, "..")) ?? VersionIn(folder) ?? "unknown", IsPackaged: false);
    }

    /// <summary>Whether it brings CUDA's part.</summary>
    public bool HasCuda => File.Exists(Path.Combine(Folder, "libtorch_cuda.so"));

    /// <summary>What TorchSharp asks for and this libtorch lacks, as the loader said it; null where it has all, and before it is loaded.</summary>
    public string? Lacks { get; private set; }

    /// <summary>
    /// Loads it and TorchSharp's native half. Libraries that are loaded already satisfy what others need by the same name, so TorchSharp
    /// itself loads no other one. Every function is bound at once: a libtorch that lacks one is refused here, not in the midst of a campaign.
    /// Only a version at least as new as the one that TorchSharp was built for is used all the same, each function bound at its first
    /// call: newer versions drop functions, and the product calls few of them.
    /// </summary>
    /// <exception cref="TorchLibraryException">It does not fit TorchSharp, or cannot be loaded.</exception>
    internal void Load()
    {
        var binding = Path.Combine(PackagedFolder, Binding);
        if (!File.Exists(binding)) throw new TorchLibraryException($"TorchSharp's native library is missing: {binding}");
        _ = OpenError(); // so that finding this function later does not clear what it is asked for
        foreach (var library in new[] { Path.Combine(Folder, "libtorch.so"), binding })
        {
            if (Open(library, BindNow | Global) != 0) continue;
            var reason = FirstLine(Marshal.PtrToStringAnsi(OpenError()) ?? "unknown error");
            if (library == binding && IsAtLeast(Version, TorchSharpVersion) && Open(library, BindAtFirstCall | Global) != 0)
            {
                Lacks = reason;
                continue;
            }
            throw new TorchLibraryException(library == binding
                ? $"the libtorch in {Folder} (version {Version}) does not fit TorchSharp, which is built for {TorchSharpVersion}: {reason}"
                : $"the libtorch in {Folder} (version {Version}) cannot be loaded: {reason}");
        }
        var core = Resolved(Path.Combine(Folder, Core));
        if (Mapped(Core).FirstOrDefault(path => path != core) is { } other)
            throw new TorchLibraryException($"the libtorch in {Folder} (version {Version}) does not fit TorchSharp, which is built for {TorchSharpVersion}: {other} was loaded in its place");
    }

    /// <summary>Files of that name that the process has loaded, links resolved.</summary>
    private static IEnumerable<string> Mapped(string name) =>
        File.ReadLines("/proc/self/maps").Where(line => line.EndsWith('/' + name, StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct();

    /// <summary>The path without links, of the file or of any folder above it.</summary>
    private static string Resolved(string path)
    {
        var resolved = RealPath(path, 0);
        try
        {
            return Marshal.PtrToStringUTF8(resolved) ?? path;
        }
        finally
        {
            Free(resolved);
        }
    }

    /// <summary>Whether a version, such as 2.11.0+cu130, is that one or a newer one by its first two numbers.</summary>
    internal static bool IsAtLeast(string version, string other) =>
        FirstTwo(version) is { } one && FirstTwo(other) is { } least && one.CompareTo(least) >= 0;

    private static (int, int)? FirstTwo(string version) =>
        LeadingNumbers().Match(version) is { Success: true } found
            ? (int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(found.Groups[2].ValueSpan, CultureInfo.InvariantCulture)) : null;

    private static string FirstLine(string text) => text.Split('\n')[0];

    private static string? VersionIn(string folder)
    {
        foreach (var (name, pattern) in new[] { ("version.py", VersionAssignment()), ("build-version", VersionLine()) })
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file) && pattern.Match(File.ReadAllText(file)) is { Success: true } found) return found.Groups[1].Value;
        }
        return null;
    }

    [GeneratedRegex(@"^__version__\s*=\s*'([^']+)'", RegexOptions.Multiline)]
    private static partial Regex VersionAssignment();

    [GeneratedRegex(@"^(\S+)")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^(\d{1,6})\.(\d{1,6})")]
    private static partial Regex LeadingNumbers();

    private const int BindAtFirstCall = 1, BindNow = 2, Global = 0x100; // RTLD_LAZY, RTLD_NOW, RTLD_GLOBAL of glibc

    [DllImport("libc", EntryPoint = "dlopen", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint Open(string file, int flags);

    [DllImport("libc", EntryPoint = "dlerror")]
    private static extern nint OpenError();

    [DllImport("libc", EntryPoint = "realpath", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint RealPath(string path, nint buffer);

    [DllImport("libc", EntryPoint = "free")]
    private static extern void Free(nint memory);
}

/// <summary>No libtorch can be used; the message is one line that names the folder and the reason.</summary>
public sealed class TorchLibraryException(string message) : Exception(message);
