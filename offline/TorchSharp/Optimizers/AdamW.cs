using TorchSharp.Interop;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019). A step, in this order:
/// w *= 1 - lr * wd; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
/// w -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps).
/// </summary>
public partial class AdamW : OptimizerHelper, IBetas
{
    public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <exception cref="ArgumentException">A negative rate, eps or decay, or a beta outside of [0, 1).</exception>
    public AdamW(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
        if (eps < 0) throw new ArgumentException($"Invalid ε: {eps}");
        if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1: {beta1}");
        if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2: {beta2}");
        if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
        var defaults = Options.Of(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        defaults.InitialLearningRate = lr;
        _defaults = defaults;
        foreach (var group in parameters) add_param_group(group);
    }

    public (double, double) Betas
    {
        get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
        set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
    }

    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

    private void Update(ParamGroup group)
    {
        var options = group.Options;
        var (rate, decay, eps) = (options.LearningRate!.Value, options.weight_decay!.Value, options.eps!.Value);
        var (beta1, beta2) = (options.beta1!.Value, options.beta2!.Value);
        foreach (var parameter in group.Parameters)
        {
            var gradient = parameter.grad;
            if (gradient is null) continue;
            if (options.maximize!.Value) gradient = -gradient;
            var state = (State)StateOf(parameter);
            state.step += 1;
            var scale = Math.Sqrt(1 - Math.Pow(beta2, state.step));
            var towards = -(rate / (1 - Math.Pow(beta1, state.step)));
            if (state.max_exp_avg_sq is null && InOnePass(parameter, gradient, state, rate * decay, beta1, beta2, scale, eps, towards)) continue;
            parameter.mul_(1 - rate * decay);
            state.exp_avg.mul_(beta1).add_(gradient, alpha: 1 - beta1);
            state.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);
            var denominator = (state.SecondMoment().sqrt() / scale).add_(eps);
            parameter.addcdiv_(state.exp_avg, denominator, value: towards);
        }
    }

    /// <summary>The same update by a kernel that reads and writes everything once; false where the tensors are not for it.</summary>
    private static bool InOnePass(
        Tensor parameter, Tensor gradient, State state, double decay, double beta1, double beta2, double scale, double eps, double step)
    {
        var done = Shim.ts_adamw_(
            parameter.Handle, gradient.Handle, state.exp_avg.Handle, state.exp_avg_sq.Handle, decay, beta1, beta2, scale, eps, step);
        Check.LastError();
        GC.KeepAlive((parameter, gradient, state));
        return done;
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        var defaults = (Options)_defaults;
        var options = (Options)(param_group.Options ??= new Options());
        options.LearningRate ??= defaults.LearningRate;
        options.beta1 ??= defaults.beta1;
        options.beta2 ??= defaults.beta2;
        options.eps ??= defaults.eps;
        options.weight_decay ??= defaults.weight_decay;
        options.amsgrad ??= defaults.amsgrad;
        options.maximize ??= defaults.maximize;
        options.InitialLearningRate = options.LearningRate!.Value;
        _parameter_groups.Add(param_group);
        foreach (var parameter in param_group.Parameters)
        {
            var state = new State(parameter);
            Keep(parameter, state);
            state.Initialize(options);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var state in States) ((State)state).Dispose();
    }
}
