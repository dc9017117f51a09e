using System.Globalization;
using System.Reflection;
using S3Actors.Actors.Campaign;
using S3Actors.Models.Training;
using S3Actors.Messages.Cluster;
using S3Actors.Models.Kernels;
using S3Actors.Models.Native;

namespace S3Actors.Coordinator.Hosting;

/// <summary>What the machine and the program call themselves.</summary>
internal static class Machine
{
    /// <summary>The program's version with the revision it was built from.</summary>
    public static string ProductVersion { get; } =
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The processor's name and cores.</summary>
    public static string Processor { get; } = string.Create(CultureInfo.InvariantCulture,
        $"{FirstValue("/proc/cpuinfo", "model name") ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores");

    /// <summary>Name of the first NVIDIA GPU; null where there is none.</summary>
    public static string? Gpu { get; } = !Directory.Exists("/proc/driver/nvidia/gpus") ? null
        : Directory.EnumerateDirectories("/proc/driver/nvidia/gpus").Order(StringComparer.Ordinal)
            .Select(folder => FirstValue(Path.Combine(folder, "information"), "Model")).FirstOrDefault(model => model is not null);

    /// <summary>Memory of the machine in bytes, as far as this process may have it.</summary>
    public static long MemoryBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Memory that this process may take now without others being paged out, bytes.</summary>
    public static long FreeMemoryBytes
    {
        get
        {
            var available = FirstValue("/proc/meminfo", "MemAvailable")?.Split(' ')[0];
            return long.TryParse(available, NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) ? Math.Min(kibibytes << 10, MemoryBytes) : MemoryBytes;
        }
    }

    /// <summary>What is recorded with a campaign that runs on a device.</summary>
    public static Provenance Provenance(string device) => new(
        ProductVersion,
        device == "cpu" || Gpu is null ? Processor : $"{Gpu}, {Processor}",
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["libtorch"] = TorchRuntime.Library?.Version ?? "none", [".NET"] = Environment.Version.ToString() });

    /// <summary>What the bits of results on a device of this machine depend on.</summary>
    public static NodeIdentity Node(string device) => new(
        ProductVersion,
        TorchRuntime.Library?.Version ?? "none",
        ProcessorKernels.Widest switch { ProcessorVectors.Bits512 => "avx-512", ProcessorVectors.Bits256 => "avx2", _ => NodeIdentity.NoVectors },
        FirstValue("/proc/cpuinfo", "model name") ?? "unknown",
        device == "cpu" ? null : Gpu);

    private static string? FirstValue(string file, string key)
    {
        try
        {
            return File.ReadLines(file).Select(line => line.Split(':', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0].Trim() == key)?[1].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
