using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Check.Done(Shim.ts_uniform_(Handle, from, to, generator?.Handle ?? IntPtr.Zero), this, generator);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Check.Done(Shim.ts_normal_(Handle, mean, std, generator?.Handle ?? IntPtr.Zero), this, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Check.Done(Shim.ts_bernoulli_(Handle, p, generator?.Handle ?? IntPtr.Zero), this, generator);
    }
}
