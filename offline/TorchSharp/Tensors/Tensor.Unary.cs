using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor fill_(Scalar value) => Check.Done(Shim.ts_fill_(Handle, value.Value), this);

        public Tensor abs() => Check.Own(Shim.ts_abs(Handle), this);

        public Tensor abs_() => Check.Done(Shim.ts_abs_(Handle), this);

        public Tensor ceil() => Check.Own(Shim.ts_ceil(Handle), this);

        public Tensor ceil_() => Check.Done(Shim.ts_ceil_(Handle), this);

        public Tensor cos() => Check.Own(Shim.ts_cos(Handle), this);

        public Tensor cos_() => Check.Done(Shim.ts_cos_(Handle), this);

        public Tensor erf() => Check.Own(Shim.ts_erf(Handle), this);

        public Tensor erf_() => Check.Done(Shim.ts_erf_(Handle), this);

        public Tensor erfinv() => Check.Own(Shim.ts_erfinv(Handle), this);

        public Tensor erfinv_() => Check.Done(Shim.ts_erfinv_(Handle), this);

        public Tensor exp() => Check.Own(Shim.ts_exp(Handle), this);

        public Tensor exp_() => Check.Done(Shim.ts_exp_(Handle), this);

        public Tensor floor() => Check.Own(Shim.ts_floor(Handle), this);

        public Tensor floor_() => Check.Done(Shim.ts_floor_(Handle), this);

        public Tensor log() => Check.Own(Shim.ts_log(Handle), this);

        public Tensor log_() => Check.Done(Shim.ts_log_(Handle), this);

        public Tensor neg() => Check.Own(Shim.ts_neg(Handle), this);

        public Tensor neg_() => Check.Done(Shim.ts_neg_(Handle), this);

        public Tensor reciprocal() => Check.Own(Shim.ts_reciprocal(Handle), this);

        public Tensor reciprocal_() => Check.Done(Shim.ts_reciprocal_(Handle), this);

        public Tensor relu() => Check.Own(Shim.ts_relu(Handle), this);

        public Tensor relu_() => Check.Done(Shim.ts_relu_(Handle), this);

        public Tensor rsqrt() => Check.Own(Shim.ts_rsqrt(Handle), this);

        public Tensor rsqrt_() => Check.Done(Shim.ts_rsqrt_(Handle), this);

        public Tensor sigmoid() => Check.Own(Shim.ts_sigmoid(Handle), this);

        public Tensor sigmoid_() => Check.Done(Shim.ts_sigmoid_(Handle), this);

        public Tensor sin() => Check.Own(Shim.ts_sin(Handle), this);

        public Tensor sin_() => Check.Done(Shim.ts_sin_(Handle), this);

        public Tensor sqrt() => Check.Own(Shim.ts_sqrt(Handle), this);

        public Tensor sqrt_() => Check.Done(Shim.ts_sqrt_(Handle), this);

        public Tensor tanh() => Check.Own(Shim.ts_tanh(Handle), this);

        public Tensor tanh_() => Check.Done(Shim.ts_tanh_(Handle), this);

        public Tensor square() => Check.Own(Shim.ts_square(Handle), this);

        public Tensor isnan() => Check.Own(Shim.ts_isnan(Handle), this);

        public Tensor isinf() => Check.Own(Shim.ts_isinf(Handle), this);

        public Tensor isfinite() => Check.Own(Shim.ts_isfinite(Handle), this);

        public Tensor logical_not() => Check.Own(Shim.ts_logical_not(Handle), this);

        public Tensor gelu() => Check.Own(Shim.ts_gelu(Handle), this);

        public Tensor bitwise_not() => Check.Own(Shim.ts_bitwise_not(Handle), this);

        public Tensor negative() => neg();
    }
}
