using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>One pass of a sandwich step: a subnet, and what stochastic depth drops of it.</summary>
public sealed record SandwichPass(Architecture Architecture, DropPathPlan? Drop = null);

/// <summary>
/// The gradient of a sandwich step (method: "Supernet", training): every pass runs forward and backward on the same batch into a gradient
/// of its own, in parallel; the gradients are then summed in the order of the passes, so the sum has the same bits for any number of
/// threads. The libraries' own threads are expected to be switched off (<see cref="TorchRuntime"/>).
/// </summary>
public sealed class SandwichGradient : IDisposable
{
    private readonly Supernet _supernet;
    private readonly WeightView[] _views;
    private readonly PassThreads _threads;
    private readonly double _labelSmoothing;

    /// <summary>For steps of that many passes on the supernet, which it does not own.</summary>
    /// <param name="threads">Passes that run at once, at least 1.</param>
    /// <param name="labelSmoothing">In [0, 1).</param>
    public SandwichGradient(Supernet supernet, int passes, int threads, double labelSmoothing)
    {
        _supernet = supernet;
        _labelSmoothing = labelSmoothing;
        _views = [.. Enumerable.Range(0, passes).Select(_ => new WeightView(supernet.Weights, withGradients: true))];
        _threads = new PassThreads(Math.Min(threads, passes));
    }

    /// <summary>Runs the passes and writes the summed gradient.</summary>
    /// <param name="order">Order in which passes are begun, for an even load; it changes no result.</param>
    /// <returns>[passes], float32, on the device: the label-smoothed cross-entropy of each pass, nats. It belongs to the caller's dispose scope.</returns>
    public Tensor Compute(ImageBatch batch, IReadOnlyList<SandwichPass> passes, IReadOnlyList<int> order, Tensor decaying, Tensor plain)
    {
        if (passes.Count != _views.Length) throw new ArgumentException($"{passes.Count} passes where {_views.Length} are expected.", nameof(passes));
        var losses = new Tensor[passes.Count];
        _threads.Run(order, pass => losses[pass] = RunPass(_views[pass], batch, passes[pass]));
        using var noGrad = no_grad();
        decaying.copy_(_views[0].DecayingGradient!);
        plain.copy_(_views[0].PlainGradient!);
        foreach (var view in _views.AsSpan(1))
        {
            decaying.add_(view.DecayingGradient!);
            plain.add_(view.PlainGradient!);
        }
        var all = stack(losses);
        foreach (var loss in losses) loss.Dispose();
        return all;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _threads.Dispose();
        foreach (var view in _views) view.Dispose();
    }

    private Tensor RunPass(WeightView view, ImageBatch batch, SandwichPass pass)
    {
        using var scope = NewDisposeScope(); // scopes belong to a thread: each pass opens its own
        view.BeginPass();
        var scores = _supernet.Forward(view, batch.Images, pass.Architecture, pass.Drop);
        var loss = Loss(scores, batch);
        view.Backward(loss);
        return loss.detach().DetachFromDisposeScope();
    }

    /// <summary>Mixed images count for both classes; cross-entropy is linear in the target, so this is that of the mixed target.</summary>
    private Tensor Loss(Tensor scores, ImageBatch batch)
    {
        var own = nn.functional.cross_entropy(scores, batch.Labels, label_smoothing: _labelSmoothing);
        if (batch.Mixed is not { } mixed) return own;
        return own * mixed.Share + nn.functional.cross_entropy(scores, mixed.Labels, label_smoothing: _labelSmoothing) * (1 - mixed.Share);
    }
}
