using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using S3Actors.Models.Native;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>What this process multiplies with: libtorch and its vectors, its BLAS, and the vectors of .NET.</summary>
internal static class LibraryFacts
{
    private const int StringBytes = 32; // std::string of libstdc++: a pointer, a length, and room for short texts

    public static string Text
    {
        get
        {
            var library = TorchRuntime.Library!;
            var handle = NativeLibrary.Load(Path.Combine(library.Folder, "libtorch_cpu.so"));
            var blas = Ask(handle, "_ZN2at15get_mkl_versionB5cxx11Ev")
                .Split(" for ")[0].Replace("Intel(R) oneAPI Math Kernel Library Version", "MKL", StringComparison.Ordinal);
            var dotnet = Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated ? "AVX2" : "SSE";
            return $"libtorch {library.Version}, {Ask(handle, "_ZN2at18get_cpu_capabilityB5cxx11Ev")}; {blas}; .NET {Environment.Version}, {dotnet}";
        }
    }

    /// <summary>What a C++ function without arguments says, which writes a std::string to where its caller wants it.</summary>
    private static string Ask(nint library, string name)
    {
        if (!NativeLibrary.TryGetExport(library, name, out var function)) return "unknown";
        var text = Marshal.AllocHGlobal(StringBytes);
        try
        {
            Marshal.GetDelegateForFunctionPointer<ReturnString>(function)(text);
            return Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(text), (int)Marshal.ReadInt64(text, nint.Size));
        }
        finally
        {
            Marshal.FreeHGlobal(text);
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint ReturnString(nint text);
}
