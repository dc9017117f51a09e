using System.Diagnostics;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Native;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Hosting;

/// <summary>
/// Which libtorch the process uses: the one that TORCH_HOME names; else, where there is an NVIDIA driver and the packaged libtorch cannot use
/// it, or none is packaged, that of the PyTorch which <c>python3</c> has; else the packaged one.
/// </summary>
public static class TorchSetup
{
    private const string Variable = "TORCH_HOME";

    /// <summary>Loads it, before the first tensor.</summary>
    /// <exception cref="BadInputException">None can be used; one line says why and what helps.</exception>
    public static void Start()
    {
        try
        {
            TorchRuntime.Start(Choose);
        }
        catch (TorchLibraryException e)
        {
            throw new BadInputException(TorchLibrary.Packaged is { } packaged && !e.Message.Contains(packaged.Folder, StringComparison.Ordinal)
                ? $"{e.Message}; {Variable}={packaged.Folder} uses the packaged one"
                : e.Message);
        }
    }

    private static TorchLibrary Choose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } home)
            return TorchLibrary.At(home) ?? throw new TorchLibraryException($"{Variable}={home}: there is no libtorch_cpu.so in it or in its folder lib");
        var packaged = TorchLibrary.Packaged;
        var wantsCuda = File.Exists("/proc/driver/nvidia/version");
        if (packaged is not null && (packaged.HasCuda || !wantsCuda)) return packaged;
        var installed = OfPython();
        if (installed is not null && (packaged is null || installed.HasCuda)) return installed;
        return packaged ?? throw new TorchLibraryException(
            $"there is no libtorch: this copy of the product has none, and python3 has no PyTorch with one; {Variable} names the folder of a PyTorch or libtorch");
    }

    /// <summary>The libtorch of the PyTorch that <c>python3</c> has; Python finds it without importing it.</summary>
    private static TorchLibrary? OfPython()
    {
        const string question = "import importlib.util as u; found = u.find_spec('torch'); print(found.submodule_search_locations[0] if found else '')";
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", question]) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (python is null) return null;
            var folder = python.StandardOutput.ReadToEnd().Trim();
            python.WaitForExit();
            return python.ExitCode == 0 && folder.Length > 0 ? TorchLibrary.At(folder) : null;
        }
        catch (System.ComponentModel.Win32Exception) // no python3
        {
            return null;
        }
    }
}
