using S3Actors.Messages.Campaign;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// One worker's view of the shared weights: slices of parameters that alias the flat storages, kept once made. In a view with gradients
/// every slice is a leaf of the graph; <see cref="Backward"/> writes the gradients of those that a forward pass used into
/// <see cref="DecayingGradient"/> and <see cref="PlainGradient"/>, and 0 everywhere else.
/// Not safe for two threads: one view a thread. The weights must not change between a forward pass and its backward pass.
/// </summary>
public sealed class WeightView : IDisposable
{
    private readonly FlatWeights _weights;
    private readonly Dictionary<SliceKey, Leaf> _slices = [];
    private readonly List<Leaf> _used = [];

    /// <summary>A view of the weights; it does not own them.</summary>
    public WeightView(FlatWeights weights, bool withGradients)
    {
        _weights = weights;
        ProductType = weights.Precision is ReducedPrecision.BFloat16 ? ScalarType.BFloat16 : null;
        if (!withGradients) return;
        DecayingGradient = zeros_like(weights.Decaying).DetachFromDisposeScope();
        PlainGradient = zeros_like(weights.Plain).DetachFromDisposeScope();
    }

    private readonly record struct SliceKey(int Parameter, int First, int Second, int Third);

    /// <param name="Gradient">The same slice of the flat gradient; null in a view without gradients.</param>
    private sealed record Leaf(Tensor Weights, Tensor? Gradient);

    /// <summary>The type that passes multiply in; null for that of the weights, float32.</summary>
    public ScalarType? ProductType { get; }

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

    /// <summary>Begins a pass: forgets which slices the last one used.</summary>
    public void BeginPass() => _used.Clear();

    /// <summary>
    /// Runs the pass backward. The gradients are asked for as results and then copied: left to accumulate in strided leaves, the library
    /// would warn of their layout.
    /// </summary>
    /// <param name="loss">A scalar that depends on every slice taken since <see cref="BeginPass"/>.</param>
    public void Backward(Tensor loss)
    {
        if (DecayingGradient is null || PlainGradient is null) throw new InvalidOperationException("This view was made without gradients.");
        using var scope = NewDisposeScope();
        var gradients = autograd.grad([loss], [.. _used.Select(leaf => leaf.Weights)], allow_unused: true);
        using var noGrad = no_grad();
        DecayingGradient.fill_(0); // not zero_, which in TorchSharp returns new zeros and leaves the tensor as it is
        PlainGradient.fill_(0);
        for (var i = 0; i < gradients.Count; i++) _used[i].Gradient!.copy_(gradients[i]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slice in _slices.Values)
        {
            slice.Weights.Dispose();
            slice.Gradient?.Dispose();
        }
        _slices.Clear();
        DecayingGradient?.Dispose();
        PlainGradient?.Dispose();
    }

    private Tensor Slice(ParameterSpec parameter, SliceKey key, ReadOnlySpan<long> sizes)
    {
        if (!_slices.TryGetValue(key, out var slice))
        {
            Require(parameter, sizes);
            slice = Make(parameter, sizes.ToArray());
            _slices.Add(key, slice);
        }
        if (slice.Gradient is not null) _used.Add(slice);
        return slice.Weights;
    }

    private Leaf Make(ParameterSpec parameter, long[] sizes)
    {
        long[] strides = [.. parameter.SliceStrides];
        var weights = (parameter.Decays ? _weights.Decaying : _weights.Plain).as_strided(sizes, strides, parameter.Offset).DetachFromDisposeScope();
        if ((parameter.Decays ? DecayingGradient : PlainGradient) is not { } gradients) return new Leaf(weights, null);
        weights.requires_grad = true;
        return new Leaf(weights, gradients.as_strided(sizes, strides, parameter.Offset).DetachFromDisposeScope());
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
