using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Shim
{
    [DllImport(Library)] public static extern int ts_set_num_threads(int n);
    [DllImport(Library)] public static extern bool ts_cuda_is_available();
    [DllImport(Library)] public static extern int ts_cuda_synchronize(long device);
    [DllImport(Library)] public static extern IntPtr ts_generator_new(ulong seed, int deviceType, int deviceIndex);
    [DllImport(Library)] public static extern void ts_generator_dispose(IntPtr g);
    [DllImport(Library)] public static extern bool ts_grad_enabled();
    [DllImport(Library)] public static extern void ts_set_grad_enabled(bool on);
    [DllImport(Library)] public static extern IntPtr ts_inference_enter(bool on);
    [DllImport(Library)] public static extern void ts_inference_leave(IntPtr guard);
    [DllImport(Library)] public static extern int ts_backward(IntPtr* tensors, int n, IntPtr* grads, int g, bool retainGraph, bool createGraph, IntPtr* inputs, int m);
    [DllImport(Library)] public static extern int ts_autograd_grad(IntPtr* outputs, int n, IntPtr* inputs, int m, IntPtr* grads, int g, bool retainGraph, bool createGraph, bool allowUnused, IntPtr* results);
}
