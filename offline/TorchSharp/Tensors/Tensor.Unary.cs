using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor fill_(Scalar value) => Check.Done(Shim.ts_fill_(Handle, value.Value), this);

        public Tensor abs() => Check.Own(Shim.ts_abs(Handle), this);

        public Tensor erf() => Check.Own(Shim.ts_erf(Handle), this);

        public Tensor erfinv_() => Check.Done(Shim.ts_erfinv_(Handle), this);

        public Tensor exp() => Check.Own(Shim.ts_exp(Handle), this);

        public Tensor neg() => Check.Own(Shim.ts_neg(Handle), this);

        public Tensor reciprocal() => Check.Own(Shim.ts_reciprocal(Handle), this);

        public Tensor rsqrt() => Check.Own(Shim.ts_rsqrt(Handle), this);

        public Tensor sqrt() => Check.Own(Shim.ts_sqrt(Handle), this);

        public Tensor square() => Check.Own(Shim.ts_square(Handle), this);

        public Tensor isnan() => Check.Own(Shim.ts_isnan(Handle), this);

        public Tensor isfinite() => Check.Own(Shim.ts_isfinite(Handle), this);

        public Tensor gelu() => Check.Own(Shim.ts_gelu(Handle), this);

        public Tensor bitwise_not() => Check.Own(Shim.ts_bitwise_not(Handle), this);

        public Tensor negative() => neg();
    }
}
