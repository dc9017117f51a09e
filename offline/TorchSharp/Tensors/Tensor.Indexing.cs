using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(Array.ConvertAll(indices, TensorIndex.Tensor));
            set => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));
        }

        /// <summary>The part of the first dimension at a position; negative positions count from the end.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set
            {
                using var part = select(0, i1);
                part.copy_(value);
            }
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var native = stackalloc NativeIndex[indices.Length];
            TensorIndex.Encode(indices, native);
            return Check.Own(Shim.ts_index(Handle, native, indices.Length), this, indices);
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var native = stackalloc NativeIndex[indices.Length];
            TensorIndex.Encode(indices, native);
            return Check.Done(Shim.ts_index_put_(Handle, native, indices.Length, value.Handle), this, indices, value);
        }

        public Tensor index_select(long dim, Tensor index) => Check.Own(Shim.ts_index_select(Handle, dim, index.Handle), this, index);

        public Tensor gather(long dim, Tensor index) => Check.Own(Shim.ts_gather(Handle, dim, index.Handle), this, index);

        public Tensor[] split(long size, int dim = 0) =>
            HandOver.Done(Shim.ts_split(Handle, size, dim, HandOver.Take, 0), this);

        public Tensor[] split(long[] sizes, long dim = 0)
        {
            fixed (long* p = sizes)
                return HandOver.Done(Shim.ts_split_sizes(Handle, p, sizes.Length, dim, HandOver.Take, 0), this);
        }

        public Tensor[] chunk(long chunks, long dim = 0) =>
            HandOver.Done(Shim.ts_chunk(Handle, chunks, dim, HandOver.Take, 0), this);

        public Tensor[] unbind(long dimension = 0) =>
            HandOver.Done(Shim.ts_unbind(Handle, dimension, HandOver.Take, 0), this);
    }
}
