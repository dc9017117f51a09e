using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// One worker's view of the shared weights: slices of parameters that alias the flat storages, kept once made. With gradients, every slice
/// is a leaf whose gradient aliases <see cref="DecayingGradient"/> or <see cref="PlainGradient"/>, so a backward pass adds its gradients
/// straight into these two flat tensors and touches nothing outside the slices it used.
/// Not safe for two threads: one view a thread. The weights must not change between a forward pass and its backward pass.
/// </summary>
public sealed class WeightView : IDisposable
{
    private readonly FlatWeights _weights;
    private readonly Dictionary<SliceKey, Tensor> _slices = [];

    /// <summary>A view of the weights; it does not own them.</summary>
    public WeightView(FlatWeights weights, bool withGradients)
    {
        _weights = weights;
        if (!withGradients) return;
        DecayingGradient = zeros_like(weights.Decaying).DetachFromDisposeScope();
        PlainGradient = zeros_like(weights.Plain).DetachFromDisposeScope();
    }

    private readonly record struct SliceKey(int Parameter, int First, int Second, int Third);

    /// <summary>Gradient of <see cref="FlatWeights.Decaying"/>; null in a view without gradients.</summary>
    public Tensor? DecayingGradient { get; }

    /// <summary>Gradient of <see cref="FlatWeights.Plain"/>; null in a view without gradients.</summary>
    public Tensor? PlainGradient { get; }

    /// <summary>The first <paramref name="first"/> elements of a parameter whose slice shape has one axis. The view keeps the tensor.</summary>
    public Tensor Slice(ParameterSpec parameter, int first) => Slice(parameter, new SliceKey(parameter.Ordinal, first, 0, 0), [first]);

    /// <summary>The first rows and columns of a parameter whose slice shape has two axes.</summary>
    public Tensor Slice(ParameterSpec parameter, int first, int second) =>
        Slice(parameter, new SliceKey(parameter.Ordinal, first, second, 0), [first, second]);

    /// <summary>The first elements along each of three axes.</summary>
    public Tensor Slice(ParameterSpec parameter, int first, int second, int third) =>
        Slice(parameter, new SliceKey(parameter.Ordinal, first, second, third), [first, second, third]);

    /// <summary>Sets the gradients to zero.</summary>
    public void ClearGradients()
    {
        DecayingGradient?.fill_(0); // not zero_: the genuine one gives a second handle to dispose of
        PlainGradient?.fill_(0); // not zero_: the genuine one gives a second handle to dispose of
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slice in _slices.Values) slice.Dispose();
        _slices.Clear();
        DecayingGradient?.Dispose();
        PlainGradient?.Dispose();
    }

    private Tensor Slice(ParameterSpec parameter, SliceKey key, ReadOnlySpan<long> sizes)
    {
        if (_slices.TryGetValue(key, out var slice)) return slice;
        Require(parameter, sizes);
        slice = Make(parameter, sizes.ToArray()).DetachFromDisposeScope();
        _slices.Add(key, slice);
        return slice;
    }

    private Tensor Make(ParameterSpec parameter, long[] sizes)
    {
        long[] strides = [.. parameter.SliceStrides];
        var slice = (parameter.Decays ? _weights.Decaying : _weights.Plain).as_strided(sizes, strides, parameter.Offset);
        var gradients = parameter.Decays ? DecayingGradient : PlainGradient;
        if (gradients is null) return slice;
        slice.requires_grad = true;
        using var gradient = gradients.as_strided(sizes, strides, parameter.Offset);
        slice.grad = gradient;
        return slice;
    }

    /// <summary>A strided view reaches past its parameter without complaint, so the sizes are checked here.</summary>
    private static void Require(ParameterSpec parameter, ReadOnlySpan<long> sizes)
    {
        if (sizes.Length != parameter.SliceShape.Count)
            throw new ArgumentException($"{parameter.Name} is sliced along {parameter.SliceShape.Count} axes, not {sizes.Length}.");
        for (var axis = 0; axis < sizes.Length; axis++)
            if (sizes[axis] < 1 || sizes[axis] > parameter.SliceShape[axis])
                throw new ArgumentException($"A slice of {parameter.Name} asks for {sizes[axis]} of {parameter.SliceShape[axis]} along axis {axis}.");
    }
}
