using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Shim
{
    // Trivial getters stay in cooperative mode: they neither block nor run long.
    [DllImport(Library), SuppressGCTransition] public static extern long ts_ndim(IntPtr t);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_numel(IntPtr t);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_element_size(IntPtr t);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_dtype(IntPtr t);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_device_type(IntPtr t);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_device_index(IntPtr t);
    [DllImport(Library), SuppressGCTransition] public static extern bool ts_is_contiguous(IntPtr t);
    [DllImport(Library), SuppressGCTransition] public static extern bool ts_requires_grad(IntPtr t);

    [DllImport(Library)] public static extern void ts_dispose(IntPtr t);
    [DllImport(Library)] public static extern bool ts_is_leaf(IntPtr t);
    [DllImport(Library)] public static extern int ts_size(IntPtr t, long dim, long* size);
    [DllImport(Library)] public static extern int ts_layout(IntPtr t, long* sizes, long* strides);
    [DllImport(Library)] public static extern int ts_set_requires_grad(IntPtr t, bool on);
    [DllImport(Library)] public static extern IntPtr ts_grad(IntPtr t);
    [DllImport(Library)] public static extern int ts_set_grad(IntPtr t, IntPtr grad);
    [DllImport(Library)] public static extern IntPtr ts_data(IntPtr t);
    [DllImport(Library)] public static extern int ts_item(IntPtr t, NativeScalar* value);

    [DllImport(Library)] public static extern IntPtr ts_alias(IntPtr t);
    [DllImport(Library)] public static extern IntPtr ts_detach(IntPtr t);
    [DllImport(Library)] public static extern IntPtr ts_clone(IntPtr t);
    [DllImport(Library)] public static extern IntPtr ts_contiguous(IntPtr t);
    [DllImport(Library)] public static extern int ts_copy_(IntPtr t, IntPtr source, bool nonBlocking);
    [DllImport(Library)] public static extern IntPtr ts_cpu(IntPtr t);
    [DllImport(Library)] public static extern IntPtr ts_pin_memory(IntPtr t);
    [DllImport(Library)] public static extern int ts_is_pinned(IntPtr t, bool* pinned);
    [DllImport(Library)] public static extern IntPtr ts_to_dtype(IntPtr t, int dtype, bool copy, bool nonBlocking);
    [DllImport(Library)] public static extern IntPtr ts_to_device(IntPtr t, int deviceType, int deviceIndex, bool copy, bool nonBlocking);
    [DllImport(Library)] public static extern IntPtr ts_to(IntPtr t, int dtype, int deviceType, int deviceIndex, bool copy, bool nonBlocking);
}
