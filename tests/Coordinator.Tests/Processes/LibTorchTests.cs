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
    public void A_folder_without_libtorch_is_refused_in_one_line()
    {
        Assert.StartsWith($"BAD  libtorch   TORCH_HOME={_folder}: there is no libtorch_cpu.so", DoctorsLine(_folder), StringComparison.Ordinal);
    }

    /// <summary>A PyTorch's folder: version.py, and lib with the libraries.</summary>
    /// <param name="without">A function of libc10 that has another name there.</param>
    private string Copy(string version, string? without = null)
    {
        var libraries = Directory.CreateDirectory(Path.Combine(_folder, "lib")).FullName;
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

    private static string DoctorsLine(string torchHome)
    {
        using var doctor = Product.StartWith(new Dictionary<string, string> { ["TORCH_HOME"] = torchHome }, "doctor");
        doctor.Wait();
        return doctor.Output.Split('\n').Single(line => line.Contains(" libtorch   ", StringComparison.Ordinal));
    }
}
