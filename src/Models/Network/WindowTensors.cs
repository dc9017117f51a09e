using S3Actors.Models.Devices;
using S3Actors.Models.Space;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>The tensors of one <see cref="WindowGeometry"/> on a device.</summary>
/// <param name="TokenOf">int64 [nW * N]; null where the windows hold the tokens in their own order.</param>
/// <param name="PlaceOf">int64 [L]; null likewise.</param>
/// <param name="Mask">float32 [nW, 1, N, N]; null where nothing is masked.</param>
public sealed record WindowTensors(Tensor? TokenOf, Tensor? PlaceOf, Tensor? Mask);

/// <summary>Where the numbers of a bias table stand in the bias that is added to scores, and back.</summary>
/// <param name="RowLength">Numbers from one query's row to the next: N or a little more.</param>
/// <param name="RowOf">int64 [N * N]: the table's row of each (query, key).</param>
/// <param name="PlacesOf">int64 [rows * N]: the (query, key) places that each row of the table goes to, and N * N where there are fewer than N.</param>
internal sealed record BiasTensors(long RowLength, Tensor RowOf, Tensor PlacesOf);

/// <summary>Index and mask tensors, made once for each layout and kept until disposed of. Safe for any number of threads.</summary>
/// <param name="forGpu">See <see cref="ForGpu"/>.</param>
public sealed class WindowTensorCache(Device device, bool forGpu) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Resolution, WindowLayout Layout), WindowTensors> _windows = [];
    private readonly Dictionary<(int Window, int TableWindow), Tensor> _tableRows = [];
    private readonly Dictionary<(int Window, int TableWindow), BiasTensors> _biases = [];

    /// <summary>
    /// Whether attention is put as a GPU wants it (<see cref="GpuAttention"/>).
    /// </summary>
    public bool ForGpu { get; } = forGpu;

    /// <summary>The tensors of a layout on a map of that resolution.</summary>
    public WindowTensors Of(int resolution, WindowLayout layout)
    {
        lock (_lock)
        {
            if (_windows.TryGetValue((resolution, layout), out var tensors)) return tensors;
            return _windows[(resolution, layout)] = Make(WindowGeometry.Of(resolution, layout), layout);
        }
    }

    /// <summary>int64 [N * N]: see <see cref="WindowGeometry.TableRows"/>.</summary>
    public Tensor TableRows(int window, int tableWindow)
    {
        lock (_lock)
        {
            if (_tableRows.TryGetValue((window, tableWindow), out var rows)) return rows;
            using var usableInTraining = inference_mode(false);
            return _tableRows[(window, tableWindow)] = Make(WindowGeometry.TableRows(window, tableWindow));
        }
    }

    /// <summary>The bias of windows of that side, from the table of a window at least as large.</summary>
    internal BiasTensors BiasOf(int window, int tableWindow)
    {
        lock (_lock)
        {
            if (_biases.TryGetValue((window, tableWindow), out var tensors)) return tensors;
            using var usableInTraining = inference_mode(false);
            return _biases[(window, tableWindow)] = new BiasTensors(
                GpuAttention.UpTo(window * window), Make(WindowGeometry.TableRows(window, tableWindow)),
                Make(WindowGeometry.PlacesOfRows(window, tableWindow)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var windows in _windows.Values)
            {
                windows.TokenOf?.Dispose();
                windows.PlaceOf?.Dispose();
                windows.Mask?.Dispose();
            }
            foreach (var rows in _tableRows.Values) rows.Dispose();
            foreach (var bias in _biases.Values)
            {
                bias.RowOf.Dispose();
                bias.PlacesOf.Dispose();
            }
            _biases.Clear();
            _windows.Clear();
            _tableRows.Clear();
        }
    }

    private WindowTensors Make(WindowGeometry geometry, WindowLayout layout)
    {
        using var usableInTraining = inference_mode(false); // the caller may be evaluating, the next one training
        int tokens = layout.TokensPerWindow;
        var mask = geometry.Mask is null ? null : DeviceCopy.Of(geometry.Mask, [layout.WindowCount, 1, tokens, tokens], device).DetachFromDisposeScope();
        if (geometry.IsIdentity) return new WindowTensors(null, null, mask);
        return new WindowTensors(Make(geometry.TokenOf), Make(geometry.PlaceOf), mask);
    }

    private Tensor Make(long[] indices) => DeviceCopy.Of(indices, [indices.Length], device).DetachFromDisposeScope();
}
