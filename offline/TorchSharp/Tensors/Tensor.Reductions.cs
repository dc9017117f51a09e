using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Check.Own(Shim.ts_sum(Handle, Code(type)), this);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);

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

        public Tensor std(bool unbiased = true) => Check.Own(Shim.ts_std(Handle, unbiased), this);

        public Tensor var(bool unbiased = true) => Check.Own(Shim.ts_var(Handle, unbiased), this);

        public Tensor norm(float p = 2) => Check.Own(Shim.ts_norm(Handle, p), this);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Check.Own(Shim.ts_norm_dim(Handle, dim, keepdim, p), this);

        public Tensor max() => Check.Own(Shim.ts_max(Handle), this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            IntPtr second;
            return Pair(Shim.ts_max_dim(Handle, dim, keepdim, &second), &second);
        }

        public Tensor min() => Check.Own(Shim.ts_min(Handle), this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            IntPtr second;
            return Pair(Shim.ts_min_dim(Handle, dim, keepdim, &second), &second);
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            IntPtr second;
            return Pair(Shim.ts_topk(Handle, k, dim, largest, sorted, &second), &second);
        }

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            IntPtr second;
            return Pair(Shim.ts_sort(Handle, dim, descending, stable, &second), &second);
        }

        public Tensor argsort(long dim = -1, bool descending = false) => Check.Own(Shim.ts_argsort(Handle, dim, descending), this);

        public Tensor argmax() => Check.Own(Shim.ts_argmax(Handle), this);

        public Tensor argmax(long dim, bool keepdim = false) => Check.Own(Shim.ts_argmax_dim(Handle, dim, keepdim), this);

        public Tensor argmin() => Check.Own(Shim.ts_argmin(Handle), this);

        public Tensor argmin(long dim, bool keepdim = false) => Check.Own(Shim.ts_argmin_dim(Handle, dim, keepdim), this);

        public Tensor all() => Check.Own(Shim.ts_all(Handle), this);

        public Tensor all(long dim, bool keepdim = false) => Check.Own(Shim.ts_all_dim(Handle, dim, keepdim), this);

        public Tensor any() => Check.Own(Shim.ts_any(Handle), this);

        public Tensor any(long dim, bool keepdim = false) => Check.Own(Shim.ts_any_dim(Handle, dim, keepdim), this);

        public Tensor cumsum(long dim, ScalarType? type = null) => Check.Own(Shim.ts_cumsum(Handle, dim, Code(type)), this);

        public Tensor logsumexp(long dim, bool keepdim = false) => Check.Own(Shim.ts_logsumexp(Handle, dim, keepdim), this);

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
