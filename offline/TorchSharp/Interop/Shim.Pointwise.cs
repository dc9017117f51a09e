using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Shim
{
    [DllImport(Library)] public static extern IntPtr ts_abs(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_erf(IntPtr x);
    [DllImport(Library)] public static extern int ts_erfinv_(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_exp(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_neg(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_reciprocal(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_rsqrt(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_sqrt(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_square(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_isnan(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_isfinite(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_bitwise_not(IntPtr x);
    [DllImport(Library)] public static extern IntPtr ts_gelu(IntPtr x);
    [DllImport(Library)] public static extern int ts_fill_(IntPtr x, NativeScalar value);

    [DllImport(Library)] public static extern IntPtr ts_mul(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_mul_scalar(IntPtr a, NativeScalar b);
    [DllImport(Library)] public static extern int ts_mul_scalar_(IntPtr a, NativeScalar b);
    [DllImport(Library)] public static extern IntPtr ts_div(IntPtr a, IntPtr b, int rounding);
    [DllImport(Library)] public static extern IntPtr ts_div_scalar(IntPtr a, NativeScalar b, int rounding);
    [DllImport(Library)] public static extern int ts_div_scalar_(IntPtr a, NativeScalar b, int rounding);
    [DllImport(Library)] public static extern IntPtr ts_pow_scalar(IntPtr a, NativeScalar b);
    [DllImport(Library)] public static extern IntPtr ts_add(IntPtr a, IntPtr b, NativeScalar alpha);
    [DllImport(Library)] public static extern int ts_add_(IntPtr a, IntPtr b, NativeScalar alpha);
    [DllImport(Library)] public static extern IntPtr ts_add_scalar(IntPtr a, NativeScalar b, NativeScalar alpha);
    [DllImport(Library)] public static extern int ts_add_scalar_(IntPtr a, NativeScalar b, NativeScalar alpha);
    [DllImport(Library)] public static extern IntPtr ts_sub(IntPtr a, IntPtr b, NativeScalar alpha);
    [DllImport(Library)] public static extern IntPtr ts_sub_scalar(IntPtr a, NativeScalar b, NativeScalar alpha);
    [DllImport(Library)] public static extern int ts_sub_scalar_(IntPtr a, NativeScalar b, NativeScalar alpha);

    [DllImport(Library)] public static extern int ts_addcmul_(IntPtr x, IntPtr a, IntPtr b, NativeScalar value);
    [DllImport(Library)] public static extern int ts_addcdiv_(IntPtr x, IntPtr a, IntPtr b, NativeScalar value);
    [DllImport(Library)] public static extern IntPtr ts_clamp(IntPtr x, NativeScalar min, NativeScalar max);

    [DllImport(Library)] public static extern IntPtr ts_eq(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_eq_scalar(IntPtr a, NativeScalar b);
    [DllImport(Library)] public static extern IntPtr ts_ne(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_ne_scalar(IntPtr a, NativeScalar b);
    [DllImport(Library)] public static extern IntPtr ts_lt_scalar(IntPtr a, NativeScalar b);
    [DllImport(Library)] public static extern IntPtr ts_gt_scalar(IntPtr a, NativeScalar b);
    [DllImport(Library)] public static extern IntPtr ts_ge_scalar(IntPtr a, NativeScalar b);
    [DllImport(Library)] public static extern IntPtr ts_maximum(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_logical_or(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern bool ts_equal(IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_where(IntPtr condition, IntPtr a, IntPtr b);
    [DllImport(Library)] public static extern IntPtr ts_masked_fill(IntPtr x, IntPtr mask, NativeScalar value);
}
