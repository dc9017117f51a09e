using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    // All of the genuine overloads for one number are here: with one missing, its numbers would silently take another's type.
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Int32, device, requires_grad);

    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Byte, device, requires_grad);

    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, dtype ?? ScalarType.Bool, device, requires_grad);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Float32, device, requires_grad);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, dtype ?? ScalarType.Float64, device, requires_grad);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, dtype ?? ScalarType.Int64, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromCopy<float>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromCopy<float>(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromCopy<double>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);

    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromCopy<long>(dataArray, [dataArray.Length], dtype, device, requires_grad, names);

    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromCopy<long>(dataArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromCopy<bool>(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromCopy<long>(rawArray.Span, dimensions, dtype, device, requires_grad, names);

    private static Tensor FromScalar(Scalar value, ScalarType dtype, Device? device, bool requires_grad)
    {
        device = InitializeDevice(device);
        return Check.Own(Shim.ts_scalar_tensor(value.Value, (int)dtype, (int)device.type, device.index, requires_grad), null);
    }

    /// <exception cref="ArgumentException">The dimensions ask for more elements than there are.</exception>
    private static Tensor FromCopy<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) where T : unmanaged
    {
        Unnamed(names);
        RequireEnough(dimensions, data.Length);
        device = InitializeDevice(device);
        var type = ScalarTypeOf(typeof(T));
        fixed (T* p = data)
        fixed (long* sizes = dimensions)
            return Check.Own(Shim.ts_from_copy(p, sizes, dimensions.Length, (int)type, (int)(dtype ?? type), (int)device.type, device.index, requires_grad), null);
    }

    private static void RequireEnough(ReadOnlySpan<long> dimensions, long available)
    {
        var asked = 1L;
        foreach (var size in dimensions) asked *= size;
        if (asked > available)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {asked} vs. {available}");
    }
}
