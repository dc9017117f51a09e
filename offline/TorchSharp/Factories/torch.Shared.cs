using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Tensors that lie over an array: same memory, no copy, where element type and device permit.</summary>
public static unsafe partial class torch
{
    public static Tensor from_array(Array rawArray, Device? device = null) =>
        from_array(rawArray, ElementTypeOf(rawArray), device ?? CPU);

    /// <summary>A tensor with the array's dimensions. The array stays pinned as long as the tensor's storage lives.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        Unnamed(names);
        var sizes = new long[rawArray.Rank];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = rawArray.GetLongLength(i);
        return Over(rawArray, 0, sizes, dtype, device, requires_grad);
    }

    /// <summary>A vector over <paramref name="count"/> elements of an array (-1: all) from <paramref name="offset"/> on.</summary>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        var length = rawArray.LongLength;
        if (offset < 0 || offset >= length) throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0) count = length - offset;
        if (count > length - offset) throw new IndexOutOfRangeException($"element count is too large: {count}");
        return Over(rawArray, offset, [count], dtype, CPU, requires_grad);
    }

    private static ScalarType ElementTypeOf(Array array) =>
        ScalarTypeOf(array.GetType().GetElementType() ?? throw new InvalidOperationException("The array has no element type."));

    private static Tensor Over(Array array, long offset, long[] sizes, ScalarType? dtype, Device? device, bool requires_grad)
    {
        device = InitializeDevice(device);
        var type = ElementTypeOf(array);
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        var data = pin.AddrOfPinnedObject() + (nint)(offset * ElementBytes(type));
        fixed (long* p = sizes)
        {
            return Check.Own(
                Shim.ts_from_blob(data, &Unpin, GCHandle.ToIntPtr(pin), p, sizes.Length, (int)type, (int)(dtype ?? type), (int)device.type, device.index, requires_grad),
                array);
        }
    }

    [UnmanagedCallersOnly]
    private static void Unpin(IntPtr pin) => GCHandle.FromIntPtr(pin).Free();

    private static int ElementBytes(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Int16 or ScalarType.Float16 => 2,
        _ => 1
    };
}
