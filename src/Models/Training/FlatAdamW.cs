using S3Actors.Messages.Campaign;
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

    /// <summary>An optimizer of the weights, which it does not own, with moments zero.</summary>
    public FlatAdamW(FlatWeights weights, TrainingSpec spec)
    {
        DecayingGradient = zeros_like(weights.Decaying).DetachFromDisposeScope();
        PlainGradient = zeros_like(weights.Plain).DetachFromDisposeScope();
        _decaying = ParameterOf(weights.Decaying, DecayingGradient);
        _plain = ParameterOf(weights.Plain, PlainGradient);
        _groups = [Group(_decaying, spec, spec.WeightDecay), Group(_plain, spec, 0)];
        _optimizer = new AdamW(_groups, spec.LearningRate, spec.Beta1, spec.Beta2, spec.Epsilon, weight_decay: 0);
    }

    /// <summary>Gradient of <see cref="FlatWeights.Decaying"/> that the next step applies.</summary>
    public Tensor DecayingGradient { get; }

    /// <summary>Gradient of <see cref="FlatWeights.Plain"/> that the next step applies.</summary>
    public Tensor PlainGradient { get; }

    /// <summary>First moments (decaying, plain), laid out as the weights; they belong to the optimizer.</summary>
    public (Tensor Decaying, Tensor Plain) FirstMoments => (State(0).exp_avg, State(1).exp_avg);

    /// <summary>Second moments (decaying, plain), laid out as the weights; they belong to the optimizer.</summary>
    public (Tensor Decaying, Tensor Plain) SecondMoments => (State(0).exp_avg_sq, State(1).exp_avg_sq);

    /// <summary>One update of all weights.</summary>
    public void Step(double learningRate)
    {
        foreach (var group in _groups) group.LearningRate = learningRate;
        _optimizer.step();
    }

    /// <summary>Tells a restored optimizer how many steps its moments have seen (its bias correction depends on it).</summary>
    public void ResumeAt(int stepsDone)
    {
        State(0).step = stepsDone;
        State(1).step = stepsDone;
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
