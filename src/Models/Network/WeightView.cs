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
    /// <summary>Elements of a bias that is kept: more are made anew, since of large windows there are too many for the memory.</summary>
    private const long LargestKept = 1 << 16;

    private readonly FlatWeights _weights;
    private readonly bool _unchanging;
    private readonly Dictionary<SliceKey, Leaf> _slices = [];
    private readonly List<Leaf> _used = [];
    private readonly Dictionary<BiasKey, Tensor> _biases = [];
    private long _pass = 1;

    /// <summary>A view of the weights; it does not own them.</summary>
    /// <param name="unchanging">Whether the weights stay as they are while the view lives: what is copied or derived of them is then kept.</param>
    public WeightView(FlatWeights weights, bool withGradients, bool unchanging = false)
    {
        (_weights, _unchanging) = (weights, unchanging);
        ProductType = weights.Precision is ReducedPrecision.BFloat16 ? ScalarType.BFloat16 : null;
        if (!withGradients) return;
        DecayingGradient = zeros_like(weights.Decaying).DetachFromDisposeScope();
        PlainGradient = zeros_like(weights.Plain).DetachFromDisposeScope();
    }

    private readonly record struct SliceKey(int Parameter, int First, int Second, int Third, bool Joined = false);

    /// <param name="Gradient">The same slice of the flat gradient; null in a view without gradients.</param>
    private sealed record Leaf(Tensor Weights, Tensor? Gradient) : IDisposable
    {
        /// <summary>Of a copy: the slice it is of, and the copy's memory in the slice's shape. Null where the slice itself is the leaf.</summary>
        public (Tensor Slice, Tensor Memory)? Copied { get; init; }

        /// <summary>The pass for which the copy was taken.</summary>
        public long TakenIn { get; set; }

        public void Dispose()
        {
            Weights.Dispose();
            Gradient?.Dispose();
            Copied?.Slice.Dispose();
            Copied?.Memory.Dispose();
        }
    }

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

    /// <summary>
    /// The first elements along each of some axes, as a dense tensor of another shape, e.g. two axes as one. Where the slice is not dense it
    /// is a copy, taken once a pass and not by an operation of the graph.
    /// </summary>
    /// <param name="sizes">Two or three sizes.</param>
    /// <param name="shape">As many elements.</param>
    public Tensor Joined(ParameterSpec parameter, ReadOnlySpan<int> sizes, params long[] shape)
    {
        var key = new SliceKey(parameter.Ordinal, sizes[0], sizes[1], sizes.Length > 2 ? sizes[2] : 0, Joined: true);
        if (!_slices.TryGetValue(key, out var leaf))
        {
            long[] wanted = [.. sizes];
            Require(parameter, wanted);
            leaf = MakeJoined(parameter, wanted, shape);
            _slices.Add(key, leaf);
        }
        if (leaf.Copied is { } copied && leaf.TakenIn != _pass)
        {
            copied.Memory.copy_(copied.Slice);
            if (_unchanging || leaf.Gradient is not null) leaf.TakenIn = _pass;
        }
        if (leaf.Gradient is not null) _used.Add(leaf);
        return leaf.Weights;
    }

    /// <summary>An attention bias, which depends on weights and sizes alone: made at each call, or once where the weights do not change.</summary>
    public Tensor Bias(BiasKey key, Func<Tensor> make)
    {
        if (!_unchanging) return make();
        if (_biases.TryGetValue(key, out var kept)) return kept;
        var bias = make();
        if (bias.numel() > LargestKept) return bias;
        return _biases[key] = bias.contiguous().DetachFromDisposeScope();
    }

    /// <summary>Begins a pass: forgets which slices the last one used.</summary>
    public void BeginPass()
    {
        _used.Clear();
        _pass++;
    }

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
        for (var i = 0; i < gradients.Count; i++)
        {
            var gradient = _used[i].Gradient!;
            gradient.copy_(_used[i].Copied is null ? gradients[i] : gradients[i].view(gradient.shape));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slice in _slices.Values) slice.Dispose();
        foreach (var bias in _biases.Values) bias.Dispose();
        _biases.Clear();
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

    private Leaf Make(ParameterSpec parameter, long[] sizes) => Make(parameter, sizes, [.. parameter.SliceStrides]);

    private Leaf Make(ParameterSpec parameter, long[] sizes, long[] strides)
    {
        var weights = (parameter.Decays ? _weights.Decaying : _weights.Plain).as_strided(sizes, strides, parameter.Offset).DetachFromDisposeScope();
        if ((parameter.Decays ? DecayingGradient : PlainGradient) is not { } gradients) return new Leaf(weights, null);
        weights.requires_grad = true;
        return new Leaf(weights, gradients.as_strided(sizes, strides, parameter.Offset).DetachFromDisposeScope());
    }

    private Leaf MakeJoined(ParameterSpec parameter, long[] sizes, long[] shape)
    {
        if (DenseStrides(sizes).SequenceEqual(parameter.SliceStrides)) return Make(parameter, shape, DenseStrides(shape));
        using var usableInTraining = inference_mode(false);
        var (slice, gradient) = Make(parameter, sizes);
        using var source = slice;
        var memory = empty(sizes, dtype: ScalarType.Float32, device: _weights.Decaying.device).DetachFromDisposeScope();
        using var joined = memory.view(shape);
        var weights = joined.detach().DetachFromDisposeScope();
        weights.requires_grad = gradient is not null;
        return new Leaf(weights, gradient) { Copied = (source.detach().DetachFromDisposeScope(), memory) };
    }

    private static long[] DenseStrides(long[] sizes)
    {
        var strides = new long[sizes.Length];
        for (var (axis, step) = (sizes.Length - 1, 1L); axis >= 0; step *= sizes[axis--]) strides[axis] = step;
        return strides;
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
