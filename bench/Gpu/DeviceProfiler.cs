using System.Runtime.InteropServices;

namespace S3Actors.Bench.Gpu;

/// <summary>
/// Tells a profiler of CUDA programs (ncu) what to look at, by cudaProfilerStart and cudaProfilerStop of the CUDA runtime that libtorch has loaded.
/// </summary>
internal static class DeviceProfiler
{
    private static readonly string[] Runtimes = ["libcudart.so.13", "libcudart.so.12"];

    /// <summary>Does some work while the profiler looks.</summary>
    public static void Watch(Action work)
    {
        var runtime = Runtimes.Select(name => NativeLibrary.TryLoad(name, out var library) ? library : 0).FirstOrDefault(library => library != 0);
        Call(runtime, "cudaProfilerStart");
        work();
        Call(runtime, "cudaProfilerStop");
    }

    private static void Call(nint runtime, string function)
    {
        if (runtime != 0 && NativeLibrary.TryGetExport(runtime, function, out var address)) Marshal.GetDelegateForFunctionPointer<ProfilerCall>(address)();
    }

    private delegate int ProfilerCall();
}
