using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Check.Done(Shim.ts_normal_(Handle, mean, std, generator?.Handle ?? IntPtr.Zero), this, generator);
    }
}
