using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Shim
{
    [DllImport(Library)] public static extern IntPtr ts_zeros(long* sizes, int n, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_ones(long* sizes, int n, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_empty(long* sizes, int n, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_full(long* sizes, int n, NativeScalar value, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_rand(long* sizes, int n, IntPtr g, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_randn(long* sizes, int n, IntPtr g, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_arange(NativeScalar start, NativeScalar stop, NativeScalar step, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_scalar_tensor(NativeScalar value, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_zeros_like(IntPtr x, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_from_copy(void* data, long* sizes, int n, int dataDtype, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
    [DllImport(Library)] public static extern IntPtr ts_from_blob(IntPtr data, delegate* unmanaged<IntPtr, void> release, IntPtr context, long* sizes, int n, int dataDtype, int dtype, int deviceType, int deviceIndex, bool requiresGrad);
}
