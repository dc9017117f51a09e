using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Check.Own(Shim.ts_sum(Handle, Code(type)), this);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dim) return Check.Own(Shim.ts_sum_dims(Handle, p, dim.Length, keepdim, Code(type)), this);
        }

        public Tensor mean() => Check.Own(Shim.ts_mean(Handle), this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
                return Check.Own(Shim.ts_mean_dims(Handle, p, dimensions.Length, keepdim, Code(type)), this);
        }

        public Tensor var(bool unbiased = true) => Check.Own(Shim.ts_var(Handle, unbiased), this);

        public Tensor norm(float p = 2) => Check.Own(Shim.ts_norm(Handle, p), this);

        public Tensor max() => Check.Own(Shim.ts_max(Handle), this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            IntPtr second;
            return Pair(Shim.ts_max_dim(Handle, dim, keepdim, &second), &second);
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            IntPtr second;
            return Pair(Shim.ts_topk(Handle, k, dim, largest, sorted, &second), &second);
        }

        public Tensor argmax(long dim, bool keepdim = false) => Check.Own(Shim.ts_argmax_dim(Handle, dim, keepdim), this);

        public Tensor all() => Check.Own(Shim.ts_all(Handle), this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Check.Own(Shim.ts_softmax(Handle, dim, Code(dtype)), this);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Check.Own(Shim.ts_log_softmax(Handle, dim, Code(dtype)), this);

        private static int Code(ScalarType? type) => type is ScalarType t ? (int)t : -1;

        private (Tensor, Tensor) Pair(IntPtr first, IntPtr* second)
        {
            GC.KeepAlive(this);
            if (first == IntPtr.Zero) Check.ThrowLastError();
            return (new Tensor(first), new Tensor(*second));
        }
    }
}
