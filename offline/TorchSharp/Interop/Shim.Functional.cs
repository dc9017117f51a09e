using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Shim
{
    [DllImport(Library)] public static extern IntPtr ts_linear(IntPtr x, IntPtr weight, IntPtr bias);
    [DllImport(Library)] public static extern IntPtr ts_layer_norm(IntPtr x, long* shape, int n, IntPtr weight, IntPtr bias, double eps);
    [DllImport(Library)] public static extern IntPtr ts_cross_entropy(IntPtr x, IntPtr target, IntPtr weight, long ignoreIndex, long reduction, double labelSmoothing);
    [DllImport(Library)] public static extern IntPtr ts_dropout(IntPtr x, double p, bool training);
    [DllImport(Library)] public static extern int ts_dropout_(IntPtr x, double p, bool training);
    [DllImport(Library)] public static extern IntPtr ts_pad(IntPtr x, long* pad, int n, int mode, double value);
    [DllImport(Library)] public static extern IntPtr ts_conv2d(IntPtr x, IntPtr weight, IntPtr bias, long* stride, long* padding, long* dilation, long groups);
    [DllImport(Library)] public static extern IntPtr ts_scaled_dot_product_attention(IntPtr q, IntPtr k, IntPtr v, IntPtr mask, double p, bool causal);
    [DllImport(Library)] public static extern bool ts_adamw_(IntPtr w, IntPtr g, IntPtr m, IntPtr v, double decay, double beta1, double beta2, double scale, double eps, double step);
}
