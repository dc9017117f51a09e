using S3Actors.Messages.Campaign;
using S3Actors.Models.Devices;
using S3Actors.Models.Kernels;
using S3Actors.Models.Native;
using S3Actors.Models.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019) over a supernet's two flat storages: two tensors to update, whatever the number of parameters, each in
/// one pass over the memory.
/// Its gradients are <see cref="DecayingGradient"/> and <see cref="PlainGradient"/>; every element is updated at every step, also those no
/// subnet of the step used (their gradient is 0, their moments decay).
/// </summary>
public sealed class FlatAdamW : IDisposable
{
    private readonly FlatWeights _weights;
    private readonly TrainingSpec _spec;
    private readonly Tensor? _deviceSteps; // [1]: the step's number where a device computes
    private int _steps;

    /// <summary>An optimizer of the weights, which it does not own, with moments zero.</summary>
    public FlatAdamW(FlatWeights weights, TrainingSpec spec)
    {
        (_weights, _spec) = (weights, spec);
        (DecayingGradient, PlainGradient) = Zeros(weights);
        (FirstMoments, SecondMoments) = (Zeros(weights), Zeros(weights));
        if (weights.Decaying.device_type != DeviceType.CPU) _deviceSteps = zeros([1], device: weights.Decaying.device).DetachFromDisposeScope();
    }

    /// <summary>Gradient of <see cref="FlatWeights.Decaying"/> that the next step applies.</summary>
    public Tensor DecayingGradient { get; }

    /// <summary>Gradient of <see cref="FlatWeights.Plain"/> that the next step applies.</summary>
    public Tensor PlainGradient { get; }

    /// <summary>First moments (decaying, plain), laid out as the weights; they belong to the optimizer.</summary>
    public (Tensor Decaying, Tensor Plain) FirstMoments { get; }

    /// <summary>Second moments (decaying, plain), laid out as the weights; they belong to the optimizer.</summary>
    public (Tensor Decaying, Tensor Plain) SecondMoments { get; }

    /// <summary>One update of all weights.</summary>
    public void Step(double learningRate)
    {
        _steps++;
        using var noGrad = no_grad();
        if (_deviceSteps is not null)
        {
            using var number = _steps.ToScalar();
            _deviceSteps.fill_(number);
        }
        Step(_weights.Decaying, DecayingGradient, FirstMoments.Decaying, SecondMoments.Decaying, learningRate, _spec.WeightDecay);
        Step(_weights.Plain, PlainGradient, FirstMoments.Plain, SecondMoments.Plain, learningRate, 0);
    }

    /// <summary>Tells a restored optimizer how many steps its moments have seen (its bias correction depends on it).</summary>
    public void ResumeAt(int stepsDone) => _steps = stepsDone;

    /// <inheritdoc/>
    public void Dispose()
    {
        DecayingGradient.Dispose();
        PlainGradient.Dispose();
        foreach (var (decaying, plain) in ((Tensor, Tensor)[])[FirstMoments, SecondMoments])
        {
            decaying.Dispose();
            plain.Dispose();
        }
        _deviceSteps?.Dispose();
    }

    private unsafe void Step(Tensor weights, Tensor gradient, Tensor first, Tensor second, double learningRate, double weightDecay)
    {
        if (_deviceSteps is not null)
        {
            TensorLists.AdamW(weights, gradient, first, second, _deviceSteps, learningRate, _spec.Beta1, _spec.Beta2, weightDecay, _spec.Epsilon);
            return;
        }
        var count = weights.numel();
        var update = new AdamUpdate(learningRate, _spec.Beta1, _spec.Beta2, _spec.Epsilon, weightDecay, _steps);
        update.Apply((float*)HostMemory.Floats(weights, count), (float*)HostMemory.Floats(gradient, count),
            (float*)HostMemory.Floats(first, count), (float*)HostMemory.Floats(second, count), (nint)count);
    }

    private static (Tensor Decaying, Tensor Plain) Zeros(FlatWeights weights) =>
        (zeros_like(weights.Decaying).DetachFromDisposeScope(), zeros_like(weights.Plain).DetachFromDisposeScope());
}
