using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Shim
{
    [DllImport(Library)] public static extern IntPtr ts_t(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_transpose(IntPtr x, long a, long b);
    [DllImport(Library)] public static extern IntPtr ts_permute(IntPtr x, long* dims, int n);
    [DllImport(Library)] public static extern IntPtr ts_view(IntPtr x, long* sizes, int n);
    [DllImport(Library)] public static extern IntPtr ts_reshape(IntPtr x, long* sizes, int n);
    [DllImport(Library)] public static extern IntPtr ts_flatten(IntPtr x, long start, long end);
    [DllImport(Library)] public static extern IntPtr ts_unflatten(IntPtr x, long dim, long* sizes, int n);
    [DllImport(Library)] public static extern IntPtr ts_expand(IntPtr x, long* sizes, int n, bool isImplicit);
    [DllImport(Library)] public static extern IntPtr ts_repeat(IntPtr x, long* times, int n);
    [DllImport(Library)] public static extern IntPtr ts_roll(IntPtr x, long* shifts, int n, long* dims, int m);
    [DllImport(Library)] public static extern IntPtr ts_unsqueeze(IntPtr x, long dim);
    [DllImport(Library)] public static extern IntPtr ts_squeeze(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_squeeze_dim(IntPtr x, long dim);
    [DllImport(Library)] public static extern IntPtr ts_flip(IntPtr x, long* dims, int n);
    [DllImport(Library)] public static extern IntPtr ts_unfold(IntPtr x, long dim, long size, long step);
    [DllImport(Library)] public static extern IntPtr ts_narrow(IntPtr x, long dim, long start, long length);
    [DllImport(Library)] public static extern IntPtr ts_slice(IntPtr x, long dim, long start, long end, long step);
    [DllImport(Library)] public static extern IntPtr ts_select(IntPtr x, long dim, long index);
    [DllImport(Library)] public static extern IntPtr ts_as_strided(IntPtr x, long* sizes, long* strides, int n, long offset);
    [DllImport(Library)] public static extern IntPtr ts_index_select(IntPtr x, long dim, IntPtr index);
    [DllImport(Library)] public static extern IntPtr ts_gather(IntPtr x, long dim, IntPtr index);
    [DllImport(Library)] public static extern IntPtr ts_tril(IntPtr x, long diagonal);
    [DllImport(Library)] public static extern IntPtr ts_cat(IntPtr* list, int n, long dim);
    [DllImport(Library)] public static extern IntPtr ts_stack(IntPtr* list, int n, long dim);
    [DllImport(Library)] public static extern int ts_split(IntPtr x, long size, long dim, delegate* unmanaged<IntPtr, IntPtr*, int, void> take, IntPtr context);
    [DllImport(Library)] public static extern int ts_split_sizes(IntPtr x, long* sizes, int n, long dim, delegate* unmanaged<IntPtr, IntPtr*, int, void> take, IntPtr context);
    [DllImport(Library)] public static extern int ts_chunk(IntPtr x, long chunks, long dim, delegate* unmanaged<IntPtr, IntPtr*, int, void> take, IntPtr context);
    [DllImport(Library)] public static extern int ts_unbind(IntPtr x, long dim, delegate* unmanaged<IntPtr, IntPtr*, int, void> take, IntPtr context);
    [DllImport(Library)] public static extern IntPtr ts_index(IntPtr x, NativeIndex* list, int n);
    [DllImport(Library)] public static extern int ts_index_put_(IntPtr x, NativeIndex* list, int n, IntPtr value);
}
