using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => full((ReadOnlySpan<long>)size, value, dtype, device, requires_grad, names);

    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => full([size], value, dtype, device, requires_grad, names);

    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        Unnamed(names);
        device = InitializeDevice(device);
        fixed (long* p = size)
            return Check.Own(Shim.ts_full(p, size.Length, value.Value, (int)(dtype ?? TypeOf(value)), (int)device.type, device.index, requires_grad), null);
    }

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        device = InitializeDevice(device);
        var whole = start.Type != ScalarType.Float64 && stop.Type != ScalarType.Float64 && step.Type != ScalarType.Float64;
        var type = dtype ?? (whole ? ScalarType.Int64 : ScalarType.Float32);
        return Check.Own(Shim.ts_arange(start.Value, stop.Value, step.Value, (int)type, (int)device.type, device.index, requires_grad), null);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        Unnamed(names);
        return input.zeros_like(dtype, device, requires_grad);
    }

    /// <summary>The element type asked for, or the default one, as the shim takes it.</summary>
    private static int Code(ScalarType? dtype) => (int)(dtype ?? ScalarType.Float32);

    /// <summary>The element type that full gives where none is asked for.</summary>
    private static ScalarType TypeOf(Scalar value) => value.Type == ScalarType.Float64 ? ScalarType.Float32 : ScalarType.Int64;

    private static void Unnamed(string[]? names)
    {
        if (names is { Length: > 0 }) throw new NotSupportedException("Named dimensions are not part of this binding.");
    }
}
