using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position of an index expression.</summary>
    public struct TensorIndex
    {
        // The values are those of the shim.
        internal enum Kind : long
        {
            None = 0,
            Single = 1,
            Ellipsis = 2,
            Bool = 3,
            Tensor = 4,
            Slice = 5
        }

        private Kind kind;
        private long start;
        private long? stop;
        private long? step;
        private Tensor? tensor;

        /// <summary>From start up to but not including stop; negative bounds count from the end.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start ?? 0, stop = stop, step = step };

        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index ?? 0 };

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        /// <summary>A new dimension of length one.</summary>
        public static TensorIndex None = new() { kind = Kind.None };

        public static TensorIndex Colon = Slice();

        public static implicit operator TensorIndex(long value) => Single(value);

        internal static unsafe void Encode(TensorIndex[] indices, NativeIndex* native)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                ref readonly var x = ref indices[i];
                native[i] = new NativeIndex
                {
                    Kind = (long)x.kind,
                    Start = x.start,
                    Stop = x.stop ?? long.MaxValue,
                    Step = x.step ?? 1,
                    Tensor = x.tensor is null ? IntPtr.Zero : x.tensor.Handle
                };
            }
        }
    }
}
