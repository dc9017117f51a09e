using S3Actors.Models.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Data;

/// <summary>
/// A batch as bytes, a quarter of what it is as numbers, made by any thread and sent to a GPU, which normalises, erases and mixes it to the
/// same bits as the processor would. To be turned into tensors once.
/// </summary>
public sealed class ByteBatch
{
    private readonly Tensor _pixels; // [B, C, S, S], bytes, in page-locked memory where the device is a GPU
    private readonly long[] _labels;

    /// <param name="pixels">B * C * S * S bytes; copied.</param>
    /// <param name="labels">B classes.</param>
    /// <param name="shape">B, C, S, S.</param>
    /// <param name="device">Where they go.</param>
    internal ByteBatch(byte[] pixels, long[] labels, ReadOnlySpan<long> shape, Device device)
    {
        _labels = labels;
        var onHost = tensor(pixels, shape, ScalarType.Byte);
        _pixels = (device.type == DeviceType.CPU ? onHost : DeviceCopy.Pin(onHost)).DetachFromDisposeScope();
    }

    /// <summary>What random erasing wrote: places among the batch's B * C * S * S numbers, and the numbers; null where nothing was erased.</summary>
    internal (long[] Places, float[] Values)? Erased { get; init; }

    /// <summary>What mixes the images, [B, C, S, S] and changed in place, each with the one as far from the other end, and the weight of their own labels then.</summary>
    internal (Action<Tensor> Apply, double OwnShare)? Mixing { get; init; }

    /// <summary>The batch on the device, which may still be at work on it.</summary>
    public ImageBatch ToTensors(DeviceNormalisation normalisation)
    {
        using var scope = NewDisposeScope();
        var device = normalisation.Device;
        var images = normalisation.Of(device.type == DeviceType.CPU ? _pixels : DeviceCopy.Send(_pixels, device));
        _pixels.Dispose();
        if (Erased is { } erased)
            images.view(-1).index_copy_(0, DeviceCopy.Of(erased.Places, [erased.Places.Length], device), DeviceCopy.Of(erased.Values, [erased.Values.Length], device));
        Mixing?.Apply(images);
        return new ImageBatch(images.MoveToOuterDisposeScope(), DeviceCopy.Of(_labels, [_labels.Length], device).MoveToOuterDisposeScope())
        {
            Mixed = Mixing is { } mixing ? new MixedLabels(DeviceCopy.Of([.. Enumerable.Reverse(_labels)], [_labels.Length], device).MoveToOuterDisposeScope(), mixing.OwnShare) : null,
        };
    }

    /// <summary>Copies bytes and labels to where they are kept, in the place of turning them into tensors.</summary>
    internal void CopyTo(Tensor pixels, Tensor labels)
    {
        using var scope = NewDisposeScope();
        pixels.copy_(_pixels);
        labels.copy_(DeviceCopy.Of(_labels, [_labels.Length], labels.device));
        _pixels.Dispose();
    }
}
