using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2
    }

    public partial class Tensor
    {
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Check.Own(Shim.ts_div(Handle, target.Handle, (int)rounding_mode), this, target);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Check.Own(Shim.ts_div_scalar(Handle, target.Value, (int)rounding_mode), this);

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Check.Done(Shim.ts_div_scalar_(Handle, target.Value, (int)rounding_mode), this);
    }
}
