using TorchSharp.Interop;

namespace TorchSharp;

public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4
}

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            /// <summary>input: [N, C, H, W], weight: [out, C / groups, kh, kw]; pairs are (height, width).</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                fixed (long* s = strides ?? [1, 1], p = padding ?? [0, 0], d = dilation ?? [1, 1])
                    return Check.Own(Shim.ts_conv2d(input.Handle, weight.Handle, Of(bias), s, p, d, groups), input, weight, bias);
            }

            /// <summary>pad: (before, after) of the last dimension, then of the one before it, and so on.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                fixed (long* p = pad) return Check.Own(Shim.ts_pad(input.Handle, p, pad.Length, (int)mode, value), input);
            }
        }
    }
}
