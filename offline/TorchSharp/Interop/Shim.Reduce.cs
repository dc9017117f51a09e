using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Shim
{
    [DllImport(Library)] public static extern IntPtr ts_sum(IntPtr x, int dtype);
    [DllImport(Library)] public static extern IntPtr ts_sum_dims(IntPtr x, long* dims, int n, bool keepdim, int dtype);
    [DllImport(Library)] public static extern IntPtr ts_mean(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_mean_dims(IntPtr x, long* dims, int n, bool keepdim, int dtype);
    [DllImport(Library)] public static extern IntPtr ts_var(IntPtr x, bool unbiased);
    [DllImport(Library)] public static extern IntPtr ts_norm(IntPtr x, float p);
    [DllImport(Library)] public static extern IntPtr ts_max(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_all(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_argmax_dim(IntPtr x, long dim, bool keepdim);
    [DllImport(Library)] public static extern IntPtr ts_softmax(IntPtr x, long dim, int dtype);
    [DllImport(Library)] public static extern IntPtr ts_log_softmax(IntPtr x, long dim, int dtype);
    [DllImport(Library)] public static extern IntPtr ts_max_dim(IntPtr x, long dim, bool keepdim, IntPtr* second);
    [DllImport(Library)] public static extern IntPtr ts_topk(IntPtr x, long k, long dim, bool largest, bool sorted, IntPtr* second);
    [DllImport(Library)] public static extern IntPtr ts_matmul(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_mm(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_bmm(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_addmm(IntPtr x, IntPtr a, IntPtr b, float beta, float alpha);
    [DllImport(Library)] public static extern int ts_normal_(IntPtr x, double mean, double std, IntPtr g);
}
