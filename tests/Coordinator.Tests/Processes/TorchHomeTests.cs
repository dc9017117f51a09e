using S3Actors.Models.Native;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>TORCH_HOME names a libtorch that is used in place of the packaged one.</summary>
public sealed class TorchHomeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3actors-torch-home-").FullName;

    [Fact]
    public void Another_libtorch_is_used_and_named_by_doctor()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "lib"), Directory.CreateDirectory(Path.Combine(_folder, "real")).FullName);
        var lib = Path.Combine(_folder, "lib");
        foreach (var file in Directory.EnumerateFiles(TorchLibrary.Packaged!.Folder).Where(file => !file.EndsWith("LibTorchSharp.so", StringComparison.Ordinal)))
            File.CreateSymbolicLink(Path.Combine(lib, Path.GetFileName(file)), file);
        File.WriteAllText(Path.Combine(_folder, "version.py"), "__version__ = '2.10.7+mine'\n");
        var line = Doctor();
        Assert.StartsWith("ok", line);
        Assert.Contains($"2.10.7+mine, {lib}", line);
    }

    [Fact]
    public void A_libtorch_that_cannot_be_loaded_says_why()
    {
        foreach (var name in new[] { "libtorch.so", "libtorch_cpu.so" }) File.WriteAllText(Path.Combine(_folder, name), "no library");
        var line = Doctor();
        Assert.StartsWith("BAD", line);
        Assert.Contains($"the libtorch in {_folder} (version unknown) cannot be loaded: {_folder}/libtorch.so: file too short", line);
    }

    [Fact]
    public void A_folder_without_libtorch_is_named_with_what_is_allowed()
    {
        var (exitCode, _, errors) = Run("run", Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "smoke.conf"), "--runs", Path.Combine(_folder, "runs"));
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
        var line = Doctor();
        Assert.StartsWith("BAD", line);
        Assert.Contains($"the libtorch in {_folder} (version unknown) does not fit TorchSharp, which is built for {TorchLibrary.Packaged!.Version}", line);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Doctor() => Assert.Single(Run("doctor").Output.Split('\n'), line => line.Length > 5 && line[5..].StartsWith("libtorch ", StringComparison.Ordinal));

    private (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        using var product = Product.StartWith(new Dictionary<string, string> { ["TORCH_HOME"] = _folder }, arguments);
        return (product.Wait(), product.Output, product.Errors);
    }
}
