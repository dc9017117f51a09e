using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Check.Own(Shim.ts_eq(Handle, target.Handle), this, target);

        public Tensor eq(Scalar target) => Check.Own(Shim.ts_eq_scalar(Handle, target.Value), this);

        public Tensor ne(Tensor target) => Check.Own(Shim.ts_ne(Handle, target.Handle), this, target);

        public Tensor ne(Scalar target) => Check.Own(Shim.ts_ne_scalar(Handle, target.Value), this);

        public Tensor lt(Tensor target) => Check.Own(Shim.ts_lt(Handle, target.Handle), this, target);

        public Tensor lt(Scalar target) => Check.Own(Shim.ts_lt_scalar(Handle, target.Value), this);

        public Tensor le(Tensor target) => Check.Own(Shim.ts_le(Handle, target.Handle), this, target);

        public Tensor le(Scalar target) => Check.Own(Shim.ts_le_scalar(Handle, target.Value), this);

        public Tensor gt(Tensor target) => Check.Own(Shim.ts_gt(Handle, target.Handle), this, target);

        public Tensor gt(Scalar target) => Check.Own(Shim.ts_gt_scalar(Handle, target.Value), this);

        public Tensor ge(Tensor target) => Check.Own(Shim.ts_ge(Handle, target.Handle), this, target);

        public Tensor ge(Scalar target) => Check.Own(Shim.ts_ge_scalar(Handle, target.Value), this);

        public Tensor logical_and(Tensor other) => Check.Own(Shim.ts_logical_and(Handle, other.Handle), this, other);

        public Tensor logical_or(Tensor other) => Check.Own(Shim.ts_logical_or(Handle, other.Handle), this, other);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            if (target is null) return false;
            var close = Shim.ts_allclose(Handle, target.Handle, rtol, atol, equal_nan);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            if (close < 0) Check.ThrowLastError();
            return close == 1;
        }

        /// <summary>Elements of this tensor where the condition holds, else of y.</summary>
        public Tensor where(Tensor condition, Tensor y) =>
            Check.Own(Shim.ts_where(condition.Handle, Handle, y.Handle), this, condition, y);

        public Tensor masked_fill(Tensor mask, Scalar value) => Check.Own(Shim.ts_masked_fill(Handle, mask.Handle, value.Value), this, mask);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Check.Done(Shim.ts_masked_fill_(Handle, mask.Handle, value.Value), this, mask);
    }
}
