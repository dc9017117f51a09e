using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch in use.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((IntPtr)Shim.ts_torch_version())!;

    /// <summary>Threads that one operation may use on the CPU.</summary>
    public static void set_num_threads(int num) => Check.Done(Shim.ts_set_num_threads(num));
}
