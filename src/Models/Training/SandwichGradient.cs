using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Kernels;
using S3Actors.Models.Native;
using S3Actors.Models.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>One pass of a sandwich step: a subnet, and what stochastic depth drops of it.</summary>
/// <param name="InHalves">
/// Whether, in the tensor library's arithmetic, each half of the batch passes by itself, so that two threads can share a subnet that is half
/// of the step's work: it decides in which order the gradient is summed. The processor's kernels part every batch anyway.
/// </param>
public sealed record SandwichPass(Architecture Architecture, DropPathPlan? Drop = null, bool InHalves = false);

/// <summary>
/// The gradient of a sandwich step (method: "Supernet", training): every pass runs forward and backward on the same batch into a gradient
/// of its own, in parallel; the gradients are then summed in the order of the passes, so the sum has the same bits for any number of
/// threads. By the processor's kernels (<see cref="LaneStep"/>) where they serve: float32 on a processor. The libraries' own threads are expected to
/// be switched off (<see cref="Native.TorchRuntime"/>).
/// </summary>
public sealed class SandwichGradient : IDisposable
{
    private readonly Supernet _supernet;
    private readonly int _passes;
    private readonly Dictionary<(int Part, int Device), WeightView> _views = []; // one for each part that passes by itself
    private readonly PassThreads _threads;
    private readonly LaneStep? _lanes;
    private readonly PassDevices _devices;
    private readonly double _labelSmoothing;

    /// <summary>For steps of that many passes on the supernet, which it does not own.</summary>
    /// <param name="threads">Passes, or parts of one, that run at once; at least 1.</param>
    /// <param name="labelSmoothing">In [0, 1).</param>
    /// <param name="vectors">Vectors of the processor's kernels, which compute the passes where they serve; else the tensor library does.</param>
    /// <param name="otherDevices">Devices beside the supernet's that share the passes; null for none. They change no bit, where they are of one kind.</param>
    public SandwichGradient(
        Supernet supernet, int passes, int threads, double labelSmoothing, ProcessorVectors vectors = ProcessorVectors.Widest,
        IReadOnlyList<string>? otherDevices = null)
    {
        (_supernet, _passes, _labelSmoothing) = (supernet, passes, labelSmoothing);
        var serve = supernet.Device.type == DeviceType.CPU && supernet.Weights.Precision is null;
        var arithmetic = serve ? LaneArithmetic.Of(vectors) : null;
        _devices = new PassDevices(supernet, arithmetic is null && otherDevices is not null ? otherDevices : []); // all processors are one
        _threads = new PassThreads(arithmetic is null ? Math.Min(Math.Max(threads, _devices.Count), passes + 1) : threads); // one of them in halves
        Vectors = arithmetic?.Vectors ?? ProcessorVectors.None;
        _lanes = arithmetic is null ? null : new LaneStep(supernet, arithmetic, _threads.Run);
    }

    /// <summary>The vectors that compute the passes; <see cref="ProcessorVectors.None"/> where the tensor library does.</summary>
    public ProcessorVectors Vectors { get; }

    /// <summary>Runs the passes and writes the summed gradient.</summary>
    /// <param name="order">Order in which passes are begun, for an even load; it changes no result.</param>
    /// <returns>[passes], float32, on the device: the label-smoothed cross-entropy of each pass, nats. It belongs to the caller's dispose scope.</returns>
    public Tensor Compute(ImageBatch batch, IReadOnlyList<SandwichPass> passes, IReadOnlyList<int> order, Tensor decaying, Tensor plain)
    {
        if (passes.Count != _passes) throw new ArgumentException($"{passes.Count} passes where {_passes} are expected.", nameof(passes));
        if (_lanes is not null) return ByLanes(_lanes, batch, passes, order, decaying, plain);
        using var scope = NewDisposeScope();
        var parts = PartsOf(passes, batch.Labels.shape[0]);
        var losses = new Tensor[parts.Count];
        int[] begun = [.. order.SelectMany(pass => Enumerable.Range(0, parts.Count).Where(part => parts[part].Pass == pass))];
        int[] devices = [.. Enumerable.Range(0, parts.Count).Select(part => _devices.Of(Array.IndexOf(begun, part)))];
        WeightView[] views = [.. devices.Select((at, part) => ViewOf(part, at))];
        var batches = _devices.Begin(batch);
        _threads.Run(begun, part => losses[part] = Run(_devices[devices[part]], views[part], batches[devices[part]], passes[parts[part].Pass], parts[part]));
        using var noGrad = no_grad();
        Sum(views, decaying, plain);
        return LossesOf(parts, Array.ConvertAll(losses, _devices.Home)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _threads.Dispose();
        _lanes?.Dispose();
        foreach (var view in _views.Values) view.Dispose();
        _devices.Dispose();
    }

    /// <summary>What passes by itself: some images of the batch through the subnet of a pass.</summary>
    private readonly record struct Part(int Pass, long Start, long Count);

    /// <summary>In the order of the passes, in which they are summed.</summary>
    private static List<Part> PartsOf(IReadOnlyList<SandwichPass> passes, long images)
    {
        List<Part> parts = [];
        var half = images / 2;
        for (var pass = 0; pass < passes.Count; pass++)
        {
            if (passes[pass].InHalves && half > 0) parts.AddRange([new Part(pass, 0, half), new Part(pass, half, images - half)]);
            else parts.Add(new Part(pass, 0, images));
        }
        return parts;
    }

    private unsafe Tensor ByLanes(
        LaneStep lanes, ImageBatch batch, IReadOnlyList<SandwichPass> passes, IReadOnlyList<int> order, Tensor decaying, Tensor plain)
    {
        _supernet.RequireImages(batch.Images);
        var images = (int)batch.Labels.shape[0];
        var pixels = (float*)HostMemory.Floats(batch.Images, images * batch.Images.numel() / batch.Images.shape[0]);
        var labels = new ReadOnlySpan<long>((void*)HostMemory.Integers(batch.Labels, images), images);
        var others = batch.Mixed is { } mixed ? new ReadOnlySpan<long>((void*)HostMemory.Integers(mixed.Labels, images), images) : default;
        var losses = lanes.Compute(pixels, images, new LaneTargets(labels, others, batch.Mixed?.Share ?? 1, _labelSmoothing),
            [.. passes.Select(pass => (pass.Architecture, pass.Drop))], order, decaying, plain);
        return tensor(Array.ConvertAll(losses, loss => (float)loss));
    }

    private WeightView ViewOf(int part, int device) => _views.TryGetValue((part, device), out var view)
        ? view
        : _views[(part, device)] = new WeightView(_devices[device].Weights, withGradients: true);

    private void Sum(WeightView[] views, Tensor decaying, Tensor plain)
    {
        decaying.copy_(views[0].DecayingGradient!);
        plain.copy_(views[0].PlainGradient!);
        foreach (var view in views.Skip(1))
        {
            decaying.Accumulate(_devices.Home(view.DecayingGradient!));
            plain.Accumulate(_devices.Home(view.PlainGradient!));
        }
    }

    /// <summary>[passes]: halves added up.</summary>
    private static Tensor LossesOf(List<Part> parts, Tensor[] losses)
    {
        using var scope = NewDisposeScope();
        foreach (var loss in losses) scope.Attach(loss);
        return stack([.. parts.Zip(losses).GroupBy(it => it.First.Pass).Select(pass => pass.Select(it => it.Second).Aggregate((a, b) => a.Plus(b)))])
            .MoveToOuterDisposeScope();
    }

    /// <returns>The part's share of its pass's loss, in no dispose scope.</returns>
    private Tensor Run(Supernet supernet, WeightView view, ImageBatch batch, SandwichPass pass, Part part)
    {
        using var scope = NewDisposeScope(); // scopes belong to a thread: each pass opens its own
        view.BeginPass();
        var images = batch.Labels.shape[0];
        var whole = part.Count == images;
        var planned = supernet == _supernet ? pass.Drop : pass.Drop?.On(supernet.Device);
        var (own, drop) = whole ? (batch, planned) : (batch.Part(part.Start, part.Count), planned?.Part(part.Start, part.Count));
        var loss = Loss(supernet.Forward(view, own.Images, pass.Architecture, drop), own);
        if (!whole) loss = loss.Times((double)part.Count / images); // a batch's loss is the mean over its images
        view.Backward(loss);
        return loss.detach().DetachFromDisposeScope();
    }

    /// <summary>Mixed images count for both classes; cross-entropy is linear in the target, so this is that of the mixed target.</summary>
    private Tensor Loss(Tensor scores, ImageBatch batch)
    {
        var own = nn.functional.cross_entropy(scores, batch.Labels, label_smoothing: _labelSmoothing);
        if (batch.Mixed is not { } mixed) return own;
        return own.Times(mixed.Share).Plus(nn.functional.cross_entropy(scores, mixed.Labels, label_smoothing: _labelSmoothing).Times(1 - mixed.Share));
    }
}
