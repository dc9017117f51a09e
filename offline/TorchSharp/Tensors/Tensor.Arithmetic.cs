using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Check.Own(Shim.ts_add(Handle, target.Handle, One), this, target);

        public Tensor add(Scalar scalar) => Check.Own(Shim.ts_add_scalar(Handle, scalar.Value, One), this);

        public Tensor add_(Tensor target) => Check.Done(Shim.ts_add_(Handle, target.Handle, One), this, target);

        public Tensor add_(Tensor target, Scalar alpha) => Check.Done(Shim.ts_add_(Handle, target.Handle, alpha.Value), this, target);

        public Tensor add_(Scalar scalar) => Check.Done(Shim.ts_add_scalar_(Handle, scalar.Value, One), this);

        public Tensor sub(Tensor target) => Check.Own(Shim.ts_sub(Handle, target.Handle, One), this, target);

        public Tensor sub(Scalar target) => Check.Own(Shim.ts_sub_scalar(Handle, target.Value, One), this);

        public Tensor sub_(Scalar target) => Check.Done(Shim.ts_sub_scalar_(Handle, target.Value, One), this);

        public Tensor mul(Tensor target) => Check.Own(Shim.ts_mul(Handle, target.Handle), this, target);

        public Tensor mul(Scalar target) => Check.Own(Shim.ts_mul_scalar(Handle, target.Value), this);

        public Tensor mul_(Scalar target) => Check.Done(Shim.ts_mul_scalar_(Handle, target.Value), this);

        public Tensor pow(Scalar exponent) => Check.Own(Shim.ts_pow_scalar(Handle, exponent.Value), this);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Check.Done(Shim.ts_addcmul_(Handle, tensor1.Handle, tensor2.Handle, value.Value), this, tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Check.Done(Shim.ts_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, value.Value), this, tensor1, tensor2);

        /// <summary>Bounds elements from either side; null is no bound.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) =>
            Check.Own(Shim.ts_clamp(Handle, min?.Value ?? NativeScalar.Absent, max?.Value ?? NativeScalar.Absent), this);

        public Tensor maximum(Tensor other) => Check.Own(Shim.ts_maximum(Handle, other.Handle), this, other);

        private static NativeScalar One => NativeScalar.Of(1L);
    }
}
