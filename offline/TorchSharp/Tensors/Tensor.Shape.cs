using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor t() => Check.Own(Shim.ts_t(Handle), this);

        public Tensor transpose(long dim0, long dim1) => Check.Own(Shim.ts_transpose(Handle, dim0, dim1), this);

        public Tensor permute(params long[] permutation)
        {
            fixed (long* p = permutation) return Check.Own(Shim.ts_permute(Handle, p, permutation.Length), this);
        }

        public Tensor view(params long[] shape)
        {
            fixed (long* p = shape) return Check.Own(Shim.ts_view(Handle, p, shape.Length), this);
        }

        public Tensor reshape(params long[] shape)
        {
            fixed (long* p = shape) return Check.Own(Shim.ts_reshape(Handle, p, shape.Length), this);
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Check.Own(Shim.ts_flatten(Handle, start_dim, end_dim), this);

        public Tensor unflatten(long dim, params long[] sizes)
        {
            if (dim < 0 || dim >= ndim) throw new ArgumentException($"Invalid 'dim' argument: {dim}.");
            if (sizes.Length == 0) throw new ArgumentException("The number of output sizes is zero.");
            fixed (long* p = sizes) return Check.Own(Shim.ts_unflatten(Handle, dim, p, sizes.Length), this);
        }

        public Tensor unsqueeze(long dim) => Check.Own(Shim.ts_unsqueeze(Handle, dim), this);

        public Tensor squeeze(long? dim = null) =>
            Check.Own(dim is long d ? Shim.ts_squeeze_dim(Handle, d) : Shim.ts_squeeze(Handle), this);

        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            fixed (long* p = sizes) return Check.Own(Shim.ts_expand(Handle, p, sizes.Length, isImplicit), this);
        }

        public Tensor repeat(params long[] sizes)
        {
            fixed (long* p = sizes) return Check.Own(Shim.ts_repeat(Handle, p, sizes.Length), this);
        }

        public Tensor roll((long, long) shifts, (long, long) dims) =>
            roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);

        public Tensor roll(long[] shifts, long[] dims)
        {
            fixed (long* s = shifts, d = dims)
                return Check.Own(Shim.ts_roll(Handle, s, shifts.Length, d, dims.Length), this);
        }

        public Tensor flip(params long[] dims)
        {
            fixed (long* p = dims) return Check.Own(Shim.ts_flip(Handle, p, dims.Length), this);
        }

        /// <summary>Every part of that many neighbours along a dimension, on a new last dimension: a view in which parts overlap.</summary>
        public Tensor unfold(long dimension, long size, long step) => Check.Own(Shim.ts_unfold(Handle, dimension, size, step), this);

        public Tensor narrow(long dim, long start, long length) => Check.Own(Shim.ts_narrow(Handle, dim, start, length), this);

        public Tensor slice(long dim, long start, long finish, long step) =>
            Check.Own(Shim.ts_slice(Handle, dim, start, finish, step), this);

        public Tensor select(long dim, long index) => Check.Own(Shim.ts_select(Handle, dim, index), this);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0)
        {
            fixed (long* s = size, t = strides)
                return Check.Own(Shim.ts_as_strided(Handle, s, t, size.Length, storageOffset), this);
        }

        public Tensor tril(long diagonal = 0) => Check.Own(Shim.ts_tril(Handle, diagonal), this);
    }
}
