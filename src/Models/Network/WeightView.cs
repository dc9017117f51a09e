using S3Actors.Messages.Campaign;
using S3Actors.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// One worker's view of the shared weights: slices of parameters that alias the flat storages, kept once made; or of copies of these, taken
/// once a pass (<see cref="WeightCopies"/>). In a view with gradients every slice is a leaf of the
/// graph; <see cref="Backward"/> writes the gradients of those that a forward pass used into <see cref="DecayingGradient"/> and
/// <see cref="PlainGradient"/>, and 0 everywhere else.
/// Not safe for two threads: one view a thread. The weights must not change between a forward pass and its backward pass.
/// </summary>
public sealed partial class WeightView : IDisposable
{
    /// <summary>Elements of a bias that is kept: more are made anew, since of large windows there are too many for the memory.</summary>
    private const long LargestKept = 1 << 16;

    private readonly FlatWeights _weights;
    private readonly bool _unchanging;
    private readonly WeightCopies _copies;
    private readonly Dictionary<SliceKey, WeightLeaf> _slices = [];
    private readonly List<WeightLeaf> _used = [];
    private readonly Dictionary<BiasKey, Tensor> _biases = [];
    private long _pass = 1;
    private long _copiedIn;

    /// <summary>A view of the weights; it does not own them.</summary>
    /// <param name="unchanging">Whether the weights stay as they are while the view lives: what is copied or derived of them is then kept.</param>
    public WeightView(FlatWeights weights, bool withGradients, bool unchanging = false)
    {
        (_weights, _unchanging) = (weights, unchanging);
        ProductType = weights.Precision is ReducedPrecision.BFloat16 ? ScalarType.BFloat16 : null;
        _copies = new WeightCopies(weights, ProductType);
        if (!withGradients) return;
        DecayingGradient = zeros_like(weights.Decaying).DetachFromDisposeScope();
        PlainGradient = zeros_like(weights.Plain).DetachFromDisposeScope();
    }

    /// <summary>A tensor of the view: sizes of the slice, and how it is laid out.</summary>
    private readonly record struct SliceKey(int Parameter, int First, int Second, int Third, int Layout = AsItLies);

    private const int AsItLies = 0, Dense = -1; // other layouts: the width that heads are padded to

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
        var key = new SliceKey(parameter.Ordinal, sizes[0], sizes[1], sizes.Length > 2 ? sizes[2] : 0, Dense);
        if (!_slices.TryGetValue(key, out var leaf))
        {
            long[] wanted = [.. sizes];
            Require(parameter, wanted);
            leaf = MakeJoined(parameter, wanted, shape);
            _slices.Add(key, leaf);
        }
        return Use(leaf);
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
        Forget();
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
        using var zero = 0.ToScalar();
        DecayingGradient.fill_(zero); // not zero_, which in TorchSharp returns new zeros and leaves the tensor as it is
        PlainGradient.fill_(zero);
        PutIntoPlace(gradients);
        Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        foreach (var slice in _slices.Values) slice.Dispose();
        foreach (var bias in _biases.Values) bias.Dispose();
        foreach (var leaf in _biasLeaves.Values) leaf.Dispose();
        _biases.Clear();
        _slices.Clear();
        _biasLeaves.Clear();
        _copies.Dispose();
        DecayingGradient?.Dispose();
        PlainGradient?.Dispose();
    }

    /// <summary>
    /// Copies the gradients of the leaves used into the flat gradients: as lists, since they are many and most are small. The list of those
    /// that lie as their places do takes a GPU few launches.
    /// </summary>
    private void PutIntoPlace(IList<Tensor> gradients)
    {
        var pairs = _used.Zip(gradients, (leaf, own) => (To: leaf.Gradient!, Own: leaf.Shaped?.Invoke(own) ?? own));
        foreach (var alike in pairs.GroupBy(pair => (pair.Own.dtype, LieAlike: pair.To.is_contiguous() && pair.Own.is_contiguous())))
            TensorLists.Copy([.. alike.Select(pair => pair.To)], [.. alike.Select(pair => pair.Own)]);
        foreach (var leaf in _used) leaf.Finish?.Invoke();
    }

    /// <summary>The leaf's tensor with the weights of this pass, noted as used.</summary>
    private Tensor Use(WeightLeaf leaf)
    {
        TakeCopies();
        Take(leaf);
        if (leaf.Gradient is not null) _used.Add(leaf);
        return leaf.Weights;
    }

    private void Take(WeightLeaf leaf)
    {
        if (leaf.Take is not { } take || leaf.TakenIn == _pass) return;
        using (no_grad()) take();
        if (_unchanging || leaf.Gradient is not null) leaf.TakenIn = _pass;
    }

    /// <summary>Copies are taken where weights may have changed: at every pass, or only once.</summary>
    private void TakeCopies()
    {
        if (_copiedIn == _pass) return;
        _copies.Take();
        if (_unchanging || DecayingGradient is not null) _copiedIn = _pass;
    }

    private Tensor Slice(ParameterSpec parameter, SliceKey key, ReadOnlySpan<long> sizes)
    {
        if (!_slices.TryGetValue(key, out var leaf))
        {
            Require(parameter, sizes);
            leaf = Make(parameter, sizes.ToArray(), [.. parameter.SliceStrides]);
            _slices.Add(key, leaf);
        }
        return Use(leaf);
    }

    private Tensor? FlatGradient(ParameterSpec parameter) => parameter.Decays ? DecayingGradient : PlainGradient;

    private WeightLeaf Make(ParameterSpec parameter, long[] sizes, long[] strides)
    {
        var weights = _copies.Slice(parameter, sizes, strides).DetachFromDisposeScope();
        if (FlatGradient(parameter) is not { } gradients) return new WeightLeaf(weights);
        weights.requires_grad = true;
        var gradient = gradients.as_strided(sizes, strides, parameter.Offset).DetachFromDisposeScope();
        return new WeightLeaf(weights, gradient) { Gradient = gradient };
    }

    private WeightLeaf MakeJoined(ParameterSpec parameter, long[] sizes, long[] shape)
    {
        if (DenseStrides(sizes).SequenceEqual(parameter.SliceStrides)) return Make(parameter, shape, DenseStrides(shape));
        return MakeCopy(parameter, sizes, [.. parameter.SliceStrides], sizes, shape);
    }

    /// <summary>A leaf that is a copy.</summary>
    /// <param name="sizes">Of the slice.</param>
    /// <param name="strides">Of the slice in its flat storage.</param>
    /// <param name="room">Sizes of the copy along the same axes: what is beyond the slice stays 0.</param>
    /// <param name="shape">Of the leaf; as many elements as the room.</param>
    /// <param name="firstFactor">What the first of the slice's first axis is multiplied by.</param>
    private WeightLeaf MakeCopy(ParameterSpec parameter, long[] sizes, long[] strides, long[] room, long[] shape, double firstFactor = 1)
    {
        using var usableInTraining = inference_mode(false);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var source = _copies.Slice(parameter, sizes, strides);
        var memory = zeros(room, dtype: source.dtype, device: source.device);
        var inner = Inner(memory);
        var first = firstFactor == 1 ? null : inner.narrow(0, 0, 1).DetachFromDisposeScope();
        var weights = memory.view(shape).detach().DetachFromDisposeScope();
        weights.requires_grad = FlatGradient(parameter) is not null;
        var gradient = FlatGradient(parameter)?.as_strided(sizes, strides, parameter.Offset).DetachFromDisposeScope();
        var firstGradient = first is null ? null : gradient?.narrow(0, 0, 1).DetachFromDisposeScope();
        source.DetachFromDisposeScope();
        inner.DetachFromDisposeScope();
        return new WeightLeaf(weights, source, inner, first, gradient, firstGradient)
        {
            Take = () =>
            {
                inner.copy_(source);
                first?.Scale(firstFactor);
            },
            Gradient = gradient,
            Shaped = own => Inner(own.view(room)),
            Finish = firstGradient is null ? null : () => firstGradient.Scale(firstFactor),
        };

        Tensor Inner(Tensor whole)
        {
            for (var axis = 0; axis < sizes.Length; axis++)
                if (sizes[axis] < room[axis])
                    whole = whole.narrow(axis, 0, sizes[axis]);
            return whole.alias();
        }
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
