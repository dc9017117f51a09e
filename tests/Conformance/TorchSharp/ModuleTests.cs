using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace S3Actors.Tests.Conformance.Torch;

/// <summary>Registration by field name, state in and out, modes, moves.</summary>
public class ModuleTests
{
    private sealed class Inner : nn.Module<Tensor, Tensor>
    {
        public readonly Parameter weight;

        public Inner(float value) : base(nameof(Inner))
        {
            weight = new Parameter(full([2], value));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input * weight;
    }

    private sealed class Outer : nn.Module<Tensor, Tensor>
    {
        private readonly Inner first = new(2);
        private readonly Inner second = new(3);
        private readonly Parameter bias = new(zeros(2));
        private readonly Tensor scale = full([2], 10f);

        public Outer() : base(nameof(Outer)) => RegisterComponents();

        public override Tensor forward(Tensor input) => (second.call(first.call(input)) + bias) * scale;
    }

    [Fact]
    public void Fields_are_registered_by_name()
    {
        using var scope = NewDisposeScope();
        using var module = new Outer();

        Assert.Equal(["bias", "first.weight", "second.weight"], module.named_parameters().Select(p => p.name));
        Assert.Equal(["bias", "first.weight", "scale", "second.weight"], module.state_dict().Keys.Order());
        Assert.Equal(["scale"], module.named_buffers().Select(b => b.name));
        Assert.Equal(["first", "second"], module.named_children().Select(c => c.name));
        Assert.Equal("Outer", module.GetName());
    }

    [Fact]
    public void Call_runs_forward()
    {
        using var scope = NewDisposeScope();
        using var module = new Outer();

        Assert.Equal([60, 120], module.call(tensor(new float[] { 1, 2 })).data<float>().ToArray());
    }

    [Fact]
    public void State_is_copied_into_the_tensors_that_are_there()
    {
        using var scope = NewDisposeScope();
        using var module = new Outer();
        var bias = module.named_parameters().First().parameter;
        var state = module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
        state["bias"] = full([2], 7f);

        var (missing, unexpected) = module.load_state_dict(state);

        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.Equal([7, 7], bias.data<float>().ToArray());
        state.Remove("bias");
        Assert.Throws<InvalidOperationException>(() => module.load_state_dict(state));
    }

    [Fact]
    public void Modes_reach_the_children()
    {
        using var scope = NewDisposeScope();
        using var module = new Outer();
        Assert.True(module.training);

        module.eval();

        Assert.False(module.training);
        Assert.All(module.children(), child => Assert.False(child.training));
        module.train();
        Assert.All(module.children(), child => Assert.True(child.training));
    }

    [Fact]
    public void A_module_converts_its_tensors()
    {
        using var scope = NewDisposeScope();
        using var module = new Outer();

        module.to(ScalarType.Float64);

        Assert.All(module.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        Assert.All(module.parameters(), p => Assert.True(p.requires_grad));
        Assert.Equal([60, 120], module.call(tensor(new double[] { 1, 2 })).data<double>().ToArray());
    }

    [Fact]
    public void Disposing_disposes_parameters_and_children()
    {
        using var scope = NewDisposeScope();
        var module = new Outer();
        var parameters = module.parameters().ToArray();

        module.Dispose();

        Assert.All(parameters, p => Assert.True(p.IsInvalid));
    }
}
