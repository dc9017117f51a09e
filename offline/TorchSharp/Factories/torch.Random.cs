using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        Unnamed(names);
        device = InitializeDevice(device);
        fixed (long* p = size)
            return Check.Own(Shim.ts_rand(p, size.Length, generator?.Handle ?? IntPtr.Zero, Code(dtype), (int)device.type, device.index, requires_grad), generator);
    }

    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => randn((ReadOnlySpan<long>)size, dtype, device, requires_grad, generator, names);

    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        Unnamed(names);
        device = InitializeDevice(device);
        fixed (long* p = size)
            return Check.Own(Shim.ts_randn(p, size.Length, generator?.Handle ?? IntPtr.Zero, Code(dtype), (int)device.type, device.index, requires_grad), generator);
    }
}
