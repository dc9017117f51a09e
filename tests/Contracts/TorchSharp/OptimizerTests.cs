using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace S3Actors.Tests.Contracts.Torch;

/// <summary>AdamW step by step against the formula in double precision; its groups; its state in and out.</summary>
public class OptimizerTests
{
    private static readonly double[] gradients = [0.5, -0.25, 0.125];

    /// <summary>One weight after each of the gradients.</summary>
    private static List<(double Weight, double Mean, double Square)> ByHand(double weight, double lr, double decay)
    {
        var steps = new List<(double, double, double)>();
        var (mean, square) = (0.0, 0.0);
        for (var t = 1; t <= gradients.Length; t++)
        {
            var g = gradients[t - 1];
            weight *= 1 - lr * decay;
            mean = 0.9 * mean + 0.1 * g;
            square = 0.999 * square + 0.001 * g * g;
            weight -= lr / (1 - Math.Pow(0.9, t)) * mean / (Math.Sqrt(square) / Math.Sqrt(1 - Math.Pow(0.999, t)) + 1e-8);
            steps.Add((weight, mean, square));
        }
        return steps;
    }

    private static void Step(AdamW optimizer, double gradient, params Parameter[] parameters)
    {
        foreach (var parameter in parameters)
        {
            using var grad = full(parameter.shape, gradient, dtype: float32);
            parameter.grad = grad;
        }
        optimizer.step();
    }

    private static Parameter Weight(float value, long count = 3) => new(full([count], value));

    [Fact]
    public void Steps_follow_the_formula_with_the_decay_of_each_group()
    {
        using var scope = NewDisposeScope();
        var (decayed, free) = (Weight(2), Weight(2));
        using var optimizer = new AdamW(
            [new AdamW.ParamGroup([decayed], lr: 0.1, weight_decay: 0.05), new AdamW.ParamGroup([free], lr: 0.1, weight_decay: 0)]);
        var (withDecay, without) = (ByHand(2, 0.1, 0.05), ByHand(2, 0.1, 0));

        for (var t = 0; t < gradients.Length; t++)
        {
            Step(optimizer, gradients[t], decayed, free);
            Assert.All(decayed.data<float>().ToArray(), w => Assert.Equal(withDecay[t].Weight, w, 1e-6));
            Assert.All(free.data<float>().ToArray(), w => Assert.Equal(without[t].Weight, w, 1e-6));
        }
    }

    [Fact]
    public void Its_state_holds_step_and_moments_in_the_order_of_the_parameters()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Weight(1, 2), Weight(1, 5));
        using var optimizer = new AdamW([new AdamW.ParamGroup([first]), new AdamW.ParamGroup([second])]);
        Step(optimizer, gradients[0], first, second);

        var states = optimizer.state_dict().State.Cast<AdamW.State>().ToArray();

        Assert.Equal([2, 5], states.Select(s => s.exp_avg.numel()));
        Assert.All(states, s => Assert.Equal(1, s.step));
        Assert.Equal(0.1 * gradients[0], states[1].exp_avg[4].ToDouble(), 1e-7);
        Assert.Equal(0.001 * gradients[0] * gradients[0], states[1].exp_avg_sq[4].ToDouble(), 1e-9);
        Assert.Equal([0], optimizer.state_dict().StateIndexRef[0]);
        Assert.Equal([1], optimizer.state_dict().StateIndexRef[1]);
    }

    [Fact]
    public void An_optimizer_that_loads_the_state_goes_on_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var whole = Weight(2);
        using var uninterrupted = new AdamW([whole], lr: 0.1, weight_decay: 0.05);
        Step(uninterrupted, gradients[0], whole);
        var resumed = new Parameter(whole.detach().clone());
        using var second = new AdamW([resumed], lr: 0.1, weight_decay: 0.05);
        second.load_state_dict(uninterrupted.state_dict());

        foreach (var gradient in gradients[1..])
        {
            Step(uninterrupted, gradient, whole);
            Step(second, gradient, resumed);
        }

        Assert.Equal(whole.data<float>().ToArray(), resumed.data<float>().ToArray());
        Assert.Equal(3, ((AdamW.State)second.state_dict().State[0]).step);
    }

    [Fact]
    public void Moments_can_be_overwritten_in_place()
    {
        using var scope = NewDisposeScope();
        var weight = Weight(2);
        using var optimizer = new AdamW([weight], lr: 0.1);
        var state = (AdamW.State)optimizer.state_dict().State[0];
        state.exp_avg.copy_(full([3], 0.05f));
        state.exp_avg_sq.copy_(full([3], 0.00025f));
        state.step = 1;

        Step(optimizer, gradients[1], weight);

        Assert.Equal(2, ((AdamW.State)optimizer.state_dict().State[0]).step);
        Assert.Equal(ByHand(2, 0.1, 0)[1].Mean, state.exp_avg[0].ToDouble(), 1e-7);
    }
}
