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

        public Tensor lt(Scalar target) => Check.Own(Shim.ts_lt_scalar(Handle, target.Value), this);

        public Tensor gt(Scalar target) => Check.Own(Shim.ts_gt_scalar(Handle, target.Value), this);

        public Tensor ge(Scalar target) => Check.Own(Shim.ts_ge_scalar(Handle, target.Value), this);

        public Tensor logical_or(Tensor other) => Check.Own(Shim.ts_logical_or(Handle, other.Handle), this, other);

        /// <summary>Elements of this tensor where the condition holds, else of y.</summary>
        public Tensor where(Tensor condition, Tensor y) =>
            Check.Own(Shim.ts_where(condition.Handle, Handle, y.Handle), this, condition, y);

        public Tensor masked_fill(Tensor mask, Scalar value) => Check.Own(Shim.ts_masked_fill(Handle, mask.Handle, value.Value), this, mask);
    }
}
