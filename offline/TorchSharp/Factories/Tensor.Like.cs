using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        {
            var place = device ?? this.device;
            return Check.Own(Shim.ts_zeros_like(Handle, (int)(dtype ?? this.dtype), (int)place.type, place.index, requires_grad), this);
        }
    }
}
