using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Devices;

/// <summary>
/// The one place where numbers go from the program to a device. On their way to a GPU they pass through page-locked memory, from where the
/// GPU fetches them by itself: nobody waits for it. That memory is not used again before it did, whoever drops the tensor.
/// </summary>
public static class DeviceCopy
{
    /// <summary>A float32 tensor of those values, row-major.</summary>
    public static Tensor Of(float[] values, ReadOnlySpan<long> shape, Device device) => Send(tensor(values, shape), device);

    /// <summary>An int64 tensor of those values, row-major.</summary>
    public static Tensor Of(long[] values, ReadOnlySpan<long> shape, Device device) => Send(tensor(values, shape), device);

    /// <summary>The tensor on the device, in the caller's dispose scope; one that was on the host before is disposed of.</summary>
    /// <param name="onHost">A tensor of the CPU, page-locked or not.</param>
    public static Tensor Send(Tensor onHost, Device device)
    {
        if (device.type == DeviceType.CPU) return onHost;
        using var pinned = Pin(onHost);
        return pinned.to(device, non_blocking: true);
    }

    /// <summary>The tensor in page-locked memory; the other one is disposed of. Only where there is a GPU.</summary>
    public static Tensor Pin(Tensor onHost)
    {
        if (onHost.is_pinned()) return onHost;
        using (onHost) return onHost.pin_memory();
    }
}
