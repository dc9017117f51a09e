using S3Actors.Messages.Campaign;
using S3Actors.Models.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// What a view's slices are of. On a processor in float32: the shared weights themselves. Else copies: in the type of products, and the
/// parameters without decay each at a multiple of <see cref="Alignment"/> elements, since a GPU's kernels read 16 bytes at once and
/// take several times as long where a vector begins anywhere.
/// </summary>
internal sealed class WeightCopies : IDisposable
{
    private const long Alignment = 8;

    private readonly FlatWeights _weights;
    private readonly Tensor? _decaying;
    private readonly Tensor? _plain;
    private readonly Tensor? _sources; // int64: the element of the shared weights that each of the copy's is
    private readonly Dictionary<int, long> _begins = [];

    public WeightCopies(FlatWeights weights, ScalarType? type)
    {
        _weights = weights;
        if (type is null && weights.Plain.device.type == DeviceType.CPU) return;
        using var usableInTraining = inference_mode(false);
        using var scope = NewDisposeScope();
        List<long> sources = [];
        foreach (var parameter in weights.Layout.Parameters.Where(it => !it.Decays))
        {
            _begins.Add(parameter.Ordinal, sources.Count);
            for (var i = 0L; i < parameter.Count; i++) sources.Add(parameter.Offset + i);
            while (sources.Count % Alignment != 0) sources.Add(0);
        }
        _sources = DeviceCopy.Of([.. sources], [sources.Count], weights.Plain.device).DetachFromDisposeScope();
        _plain = zeros([sources.Count], dtype: type ?? ScalarType.Float32, device: weights.Plain.device).DetachFromDisposeScope();
        if (type is { } reduced) _decaying = zeros([weights.Layout.DecayingCount], dtype: reduced, device: weights.Plain.device).DetachFromDisposeScope();
    }

    /// <summary>Copies the weights as they are now.</summary>
    public void Take()
    {
        if (_plain is null) return;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _plain.copy_(_weights.Plain.index_select(0, _sources!));
        _decaying?.copy_(_weights.Decaying);
    }

    /// <summary>A slice of a parameter.</summary>
    /// <param name="strides">In elements, along the axes of the slice.</param>
    public Tensor Slice(ParameterSpec parameter, long[] sizes, long[] strides) => parameter.Decays
        ? (_decaying ?? _weights.Decaying).as_strided(sizes, strides, parameter.Offset)
        : (_plain ?? _weights.Plain).as_strided(sizes, strides, _begins.GetValueOrDefault(parameter.Ordinal, parameter.Offset));

    /// <inheritdoc/>
    public void Dispose()
    {
        _decaying?.Dispose();
        _plain?.Dispose();
        _sources?.Dispose();
    }
}
