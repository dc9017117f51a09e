using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Devices;

/// <summary>The one place where a tensor's memory is reached by a pointer: what is read and written so is checked first.</summary>
public static class HostMemory
{
    /// <summary>The first element of a dense float32 tensor in the processor's memory; valid while the tensor lives.</summary>
    /// <param name="count">Elements it must have at least.</param>
    /// <exception cref="ArgumentException">The tensor is of another kind.</exception>
    public static nint Floats(Tensor tensor, long count) => Of(tensor, ScalarType.Float32, count);

    /// <summary>The same of int64.</summary>
    /// <exception cref="ArgumentException">The tensor is of another kind.</exception>
    public static nint Integers(Tensor tensor, long count) => Of(tensor, ScalarType.Int64, count);

    private static unsafe nint Of(Tensor tensor, ScalarType type, long count)
    {
        if (tensor.device_type != DeviceType.CPU || tensor.dtype != type || !tensor.is_contiguous() || tensor.numel() < count)
            throw new ArgumentException(
                $"A tensor of type {tensor.dtype} on {tensor.device_type}, contiguous: {tensor.is_contiguous()}, with {tensor.numel()} elements, where a contiguous one of {type} on the processor with {count} is needed.",
                nameof(tensor));
        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, Math.Min(1, flat.numel()));
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
