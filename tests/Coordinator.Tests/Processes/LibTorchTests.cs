using S3Actors.Models.Native;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>Another libtorch in the place of the packaged one, as an installed PyTorch is: copies of the packaged one that call themselves otherwise.</summary>
public sealed class LibTorchTests : IDisposable
{
    /// <summary>A function of libc10 that TorchSharp's library asks for and nothing else does.</summary>
    private const string AskedByTorchSharpAlone = "_ZN3c104impl23ExcludeDispatchKeyGuardC2ENS_14DispatchKeySetE";

    private readonly string _folder = Directory.CreateTempSubdirectory("s3actors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_libtorch_that_TORCH_HOME_names_is_used_and_the_doctor_says_which_it_is()
    {
        var line = DoctorsLine(Copy("2.99.1+cu130"));
        Assert.Equal($"ok   libtorch   2.99.1+cu130, {_folder}/lib, on the processor", line);
    }

    [Fact]
    public void A_newer_one_that_lacks_a_function_is_used_and_the_doctor_names_the_function()
    {
        var line = DoctorsLine(Copy("2.99.1+cu130", without: AskedByTorchSharpAlone));
        Assert.StartsWith($"ok   libtorch   2.99.1+cu130, {_folder}/lib, on the processor; newer than TorchSharp", line, StringComparison.Ordinal);
        Assert.Contains(AskedByTorchSharpAlone[..^1], line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_one_that_lacks_a_function_is_refused_in_one_line_that_names_it()
    {
        var line = DoctorsLine(Copy("2.9.0", without: AskedByTorchSharpAlone));
        Assert.StartsWith($"BAD  libtorch   the libtorch in {_folder}/lib (version 2.9.0) does not fit TorchSharp", line, StringComparison.Ordinal);
        Assert.Contains(AskedByTorchSharpAlone[..^1], line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_libtorch_that_cannot_be_loaded_says_why()
    {
        foreach (var name in new[] { "libtorch.so", "libtorch_cpu.so" }) File.WriteAllText(Path.Combine(_folder, name), "no library");
        var line = DoctorsLine(_folder);
        Assert.StartsWith("BAD", line);
        Assert.Contains($"the libtorch in {_folder} (version unknown) cannot be loaded: {_folder}/libtorch.so: file too short", line);
    }

    [Fact]
    public void A_folder_without_libtorch_is_named_with_what_is_allowed()
    {
        var (exitCode, _, errors) = Run(_folder, "run", Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "smoke.conf"), "--runs", Path.Combine(_folder, "runs"));
        Assert.Equal(2, exitCode);
        Assert.Equal($"TORCH_HOME={_folder}: there is no libtorch_cpu.so in it or in its folder lib; TORCH_HOME={TorchLibrary.Packaged!.Folder} uses the packaged one", errors.Trim());
        Assert.False(Directory.Exists(Path.Combine(_folder, "runs")) && Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "runs")).Any());
    }

    [Fact]
    public void A_libtorch_that_does_not_fit_is_one_line()
    {
        // Real shared libraries that have the names and none of the functions.
        foreach (var name in new[] { "libtorch.so", "libtorch_cpu.so", "libc10.so" })
            File.CreateSymbolicLink(Path.Combine(_folder, name), Path.Combine(TorchLibrary.Packaged!.Folder, "libtorch_global_deps.so"));
        File.CreateSymbolicLink(Path.Combine(_folder, "libgomp-98b21ff3.so.1"), Path.Combine(TorchLibrary.Packaged!.Folder, "libgomp-98b21ff3.so.1"));
        var line = DoctorsLine(_folder);
        Assert.StartsWith("BAD", line);
        Assert.Contains($"the libtorch in {_folder} (version unknown) does not fit TorchSharp, which is built for {TorchLibrary.Packaged!.Version}", line);
    }

    /// <summary>A PyTorch's folder: version.py, and lib with the libraries.</summary>
    /// <param name="without">A function of libc10 that has another name there.</param>
    private string Copy(string version, string? without = null)
    {
        var libraries = Path.Combine(_folder, "lib");
        Directory.CreateSymbolicLink(libraries, Directory.CreateDirectory(Path.Combine(_folder, "behind-a-link")).FullName);
        foreach (var file in Directory.EnumerateFiles(TorchRuntime.Library!.Folder).Where(file => !file.Contains("LibTorchSharp", StringComparison.Ordinal)))
            File.CreateSymbolicLink(Path.Combine(libraries, Path.GetFileName(file)), file);
        File.WriteAllText(Path.Combine(_folder, "version.py"), $"from typing import Optional\n__version__ = '{version}'\n");
        if (without is null) return _folder;
        var core = Path.Combine(libraries, "libc10.so");
        var bytes = File.ReadAllBytes(core);
        var name = System.Text.Encoding.ASCII.GetBytes(without + "\0");
        var at = bytes.AsSpan().IndexOf(name);
        Assert.True(at > 0);
        bytes[at + without.Length - 1] = (byte)'_';
        File.Delete(core);
        File.WriteAllBytes(core, bytes);
        return _folder;
    }

    private static string DoctorsLine(string torchHome) => Run(torchHome, "doctor").Output.Split('\n').Single(line => line.Contains(" libtorch   ", StringComparison.Ordinal));

    private static (int ExitCode, string Output, string Errors) Run(string torchHome, params string[] arguments)
    {
        using var product = Product.StartWith(new Dictionary<string, string> { ["TORCH_HOME"] = torchHome }, arguments);
        return (product.Wait(), product.Output, product.Errors);
    }
}
