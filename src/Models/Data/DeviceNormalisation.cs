using S3Actors.Messages.Campaign;
using S3Actors.Models.Devices;
using S3Actors.Models.Native;
using static TorchSharp.torch;

namespace S3Actors.Models.Data;

/// <summary>What <see cref="PixelNormalisation"/> does, on a device: by the same table, so to the same bits. Safe for any number of threads.</summary>
public sealed class DeviceNormalisation : IDisposable
{
    private readonly Tensor _table; // [C * 256], float32
    private readonly Tensor _begins; // [1, C, 1, 1], int32: where a channel's numbers begin

    /// <param name="data">Means and standard deviations.</param>
    /// <param name="device">Where bytes lie.</param>
    public DeviceNormalisation(DataSpec data, Device device)
    {
        using var usableInTraining = inference_mode(false);
        using var scope = NewDisposeScope();
        var tables = new PixelNormalisation(data).Tables;
        Device = device;
        _table = DeviceCopy.Of([.. tables.SelectMany(table => table)], [tables.Sum(table => table.Length)], device).DetachFromDisposeScope();
        _begins = DeviceCopy.Of([.. tables.Select((table, channel) => (long)channel * table.Length)], [1, tables.Count, 1, 1], device)
            .to(ScalarType.Int32).DetachFromDisposeScope();
    }

    /// <summary>Where bytes lie.</summary>
    public Device Device { get; }

    /// <summary>Normalises.</summary>
    /// <param name="pixels">[B, C, S, S], bytes.</param>
    /// <returns>[B, C, S, S], float32, in the caller's dispose scope.</returns>
    public Tensor Of(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return _table.index_select(0, pixels.to(ScalarType.Int32).Plus(_begins).view(-1)).view(pixels.shape).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _begins.Dispose();
    }
}
