using S3Actors.Messages.Campaign;
using S3Actors.Models.Devices;
using S3Actors.Models.Kernels;
using S3Actors.Models.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019) over a supernet's two flat storages: two tensors to update, whatever the number of parameters.
/// Its gradients are <see cref="DecayingGradient"/> and <see cref="PlainGradient"/>; every element is updated at every step, also those no
/// subnet of the step used (their gradient is 0, their moments decay).
/// </summary>
public sealed class FlatAdamW : IDisposable
{
    private readonly Parameter _decaying;
    private readonly Parameter _plain;
    private readonly AdamW.ParamGroup[] _groups;
    private readonly AdamW _optimizer;
    private readonly AdamW.State[] _states;
    private readonly TrainingSpec _spec;
    private readonly bool _onProcessor;

    /// <summary>An optimizer of the weights, which it does not own, with moments zero.</summary>
    public FlatAdamW(FlatWeights weights, TrainingSpec spec)
    {
        _spec = spec;
        _onProcessor = weights.Decaying.device_type == DeviceType.CPU;
        DecayingGradient = zeros_like(weights.Decaying).DetachFromDisposeScope();
        PlainGradient = zeros_like(weights.Plain).DetachFromDisposeScope();
        _decaying = ParameterOf(weights.Decaying, DecayingGradient);
        _plain = ParameterOf(weights.Plain, PlainGradient);
        _groups = [Group(_decaying, spec, spec.WeightDecay), Group(_plain, spec, 0)];
        _optimizer = new AdamW(_groups, spec.LearningRate, spec.Beta1, spec.Beta2, spec.Epsilon, weight_decay: 0);
        _states = [State(0), State(1)];
    }

    /// <summary>Gradient of <see cref="FlatWeights.Decaying"/> that the next step applies.</summary>
    public Tensor DecayingGradient { get; }

    /// <summary>Gradient of <see cref="FlatWeights.Plain"/> that the next step applies.</summary>
    public Tensor PlainGradient { get; }

    /// <summary>First moments (decaying, plain), laid out as the weights; they belong to the optimizer.</summary>
    public (Tensor Decaying, Tensor Plain) FirstMoments => (_states[0].exp_avg, _states[1].exp_avg);

    /// <summary>Second moments (decaying, plain), laid out as the weights; they belong to the optimizer.</summary>
    public (Tensor Decaying, Tensor Plain) SecondMoments => (_states[0].exp_avg_sq, _states[1].exp_avg_sq);

    /// <summary>One update of all weights.</summary>
    public void Step(double learningRate)
    {
        if (_onProcessor)
        {
            Step(_decaying, DecayingGradient, _states[0], learningRate, _spec.WeightDecay);
            Step(_plain, PlainGradient, _states[1], learningRate, 0);
            return;
        }
        foreach (var group in _groups) group.LearningRate = learningRate;
        _optimizer.step();
    }

    /// <summary>Tells a restored optimizer how many steps its moments have seen (its bias correction depends on it).</summary>
    public void ResumeAt(int stepsDone)
    {
        foreach (var state in _states) state.step = stepsDone;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _decaying.Dispose();
        _plain.Dispose();
        DecayingGradient.Dispose();
        PlainGradient.Dispose();
    }

    /// <summary>The library's update in one pass over the memory.</summary>
    private unsafe void Step(Parameter parameter, Tensor gradient, AdamW.State state, double learningRate, double weightDecay)
    {
        state.step++;
        var count = parameter.numel();
        var update = new AdamUpdate(learningRate, _spec.Beta1, _spec.Beta2, _spec.Epsilon, weightDecay, (int)state.step);
        update.Apply((float*)HostMemory.Floats(parameter, count), (float*)HostMemory.Floats(gradient, count),
            (float*)HostMemory.Floats(state.exp_avg, count), (float*)HostMemory.Floats(state.exp_avg_sq, count), (nint)count);
    }

    private AdamW.State State(int group) => (AdamW.State)_optimizer.state_dict().State[group];

    private static Parameter ParameterOf(Tensor weights, Tensor gradient)
    {
        var parameter = new Parameter(weights.detach().DetachFromDisposeScope()); // shares the storage: an update moves the weights
        parameter.grad = gradient;
        return parameter;
    }

    private static AdamW.ParamGroup Group(Parameter parameter, TrainingSpec spec, double weightDecay) =>
        new([parameter], spec.LearningRate, spec.Beta1, spec.Beta2, spec.Epsilon, weightDecay);
}
