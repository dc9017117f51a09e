using System.Globalization;

namespace S3Actors.Bench.Running;

/// <summary>The most memory this process ever had resident.</summary>
public static class PeakMemory
{
    public static long Bytes() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
