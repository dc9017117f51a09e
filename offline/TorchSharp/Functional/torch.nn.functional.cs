using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2
        }

        public static unsafe partial class functional
        {
            /// <summary>x weights^T + bias. x: [..., in], weights: [out, in], bias: [out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Check.Own(Shim.ts_linear(input.Handle, weights.Handle, Of(bias)), input, weights, bias);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1E-05)
            {
                fixed (long* p = normalized_shape)
                    return Check.Own(Shim.ts_layer_norm(input.Handle, p, normalized_shape.Length, Of(weight), Of(bias), eps), input, weight, bias);
            }

            /// <summary>The exact form, with the error function.</summary>
            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace) return Check.Own(Shim.ts_dropout(input.Handle, p, training), input);
                return Check.Done(Shim.ts_dropout_(input.Handle, p, training), input).alias();
            }

            /// <summary>input: [N, C] logits; target: [N] classes (int64) or [N, C] probabilities.</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                Check.Own(
                    Shim.ts_cross_entropy(input.Handle, target.Handle, Of(weight), ignore_index, (long)reduction, label_smoothing),
                    input, target, weight);

            /// <summary>
            /// softmax(query key^T / sqrt(E) + attn_mask) value. query: [..., L, E], key: [..., S, E], value: [..., S, Ev];
            /// attn_mask broadcasts to [..., L, S], boolean (true: attend) or added. is_casual: a position sees itself and
            /// what is before it.
            /// </summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false) =>
                Check.Own(
                    Shim.ts_scaled_dot_product_attention(query.Handle, key.Handle, value.Handle, Of(attn_mask), p, is_casual),
                    query, key, value, attn_mask);

            private static IntPtr Of(Tensor? optional) => optional is null ? IntPtr.Zero : optional.Handle;
        }
    }
}
