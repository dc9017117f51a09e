using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace S3Actors.Tests.Conformance.Torch;

/// <summary>Linear layers and layer norm, and their gradients, against the explicit mathematics.</summary>
public class LayerTests
{
    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(1, expected.abs().max().item<float>());
        Assert.True((expected - actual).abs().max().item<float>() <= 2e-5 * scale, "a layer differs from the explicit mathematics");
    }

    private static Tensor Draw(Generator generator, params long[] shape) => randn(shape, generator: generator).requires_grad_();

    /// <summary>Sizes around those of vectors, one row, one column, and a weight that is a slice of a larger one.</summary>
    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(5, 3, 10, 0)]
    [InlineData(64, 16, 24, 8)]
    [InlineData(33, 24, 72, 0)]
    [InlineData(7, 17, 33, 5)]
    [InlineData(130, 100, 65, 0)]
    [InlineData(3, 800, 900, 0)]
    public void A_linear_layer_and_its_gradients(int rows, int inputs, int outputs, int spare)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var x = Draw(generator, 2, rows, inputs);
        var weight = Draw(generator, outputs + spare, inputs + spare);
        var bias = Draw(generator, outputs);
        var slice = weight.narrow(0, 0, outputs).narrow(1, 0, inputs);
        var seed = randn([2, rows, outputs], generator: generator);
        foreach (var added in new[] { bias, null })
        {
            var y = F.linear(x, slice, added);
            var expected = x.matmul(slice.transpose(0, 1));
            if (added is not null) expected = expected + added;
            Tensor[] inputsOf = added is null ? [x, weight] : [x, weight, bias];
            var found = autograd.grad([y], inputsOf, [seed]);
            var wanted = autograd.grad([expected], inputsOf, [seed]);
            Close(expected, y);
            for (var i = 0; i < inputsOf.Length; i++) Close(wanted[i], found[i]);
        }
    }

    /// <summary>Widths that fill vectors, and that leave the last one part of the way.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(108)]
    public void Linear_layers_of_any_width(int inputs)
    {
        using var generator = new Generator(4);
        foreach (var outputs in new[] { 1, 2, 4, 5, 8, 10, 12, 16, 20, 24, 36, 40, 48, 65, 72, 108 })
        {
            using var scope = NewDisposeScope();
            var (x, weight, bias) = (Draw(generator, 37, inputs), Draw(generator, outputs, inputs), Draw(generator, outputs));
            var seed = randn([37, outputs], generator: generator);
            var y = F.linear(x, weight, bias);
            var expected = x.matmul(weight.transpose(0, 1)) + bias;
            var found = autograd.grad([y], [x, weight, bias], [seed]);
            var wanted = autograd.grad([expected], [x, weight, bias], [seed]);
            Close(expected, y);
            for (var i = 0; i < 3; i++) Close(wanted[i], found[i]);
        }
    }

    [Theory]
    [InlineData(7, 11)]
    [InlineData(16, 11)]
    [InlineData(24, 11)]
    [InlineData(64, 11)]
    [InlineData(67, 11)]
    [InlineData(200, 11)]
    [InlineData(1, 1)]
    [InlineData(24, 1)]
    [InlineData(24, 16)]
    public void Layer_norm_and_its_gradients(int width, int rows)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9);
        var x = Draw(generator, 3, rows, width);
        var (scale, shift) = (Draw(generator, width), Draw(generator, width));
        var seed = randn([3, rows, width], generator: generator);
        var y = F.layer_norm(x + 2, [width], scale, shift, 1e-5);
        var centred = x - x.mean([2], true);
        var expected = centred / ((centred * centred).mean([2], true) + 1e-5).sqrt() * scale + shift;
        var found = autograd.grad([y], [x, scale, shift], [seed]);
        var wanted = autograd.grad([expected], [x, scale, shift], [seed]);
        Close(expected, y);
        for (var i = 0; i < 3; i++) Close(wanted[i], found[i]);
    }

    [Fact]
    public void Gradients_of_gradients()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        var x = Draw(generator, 4, 5);
        var (weight, scale, shift) = (Draw(generator, 6, 5), Draw(generator, 5), Draw(generator, 5));
        var y = F.linear(F.layer_norm(x, [5], scale, shift), weight);
        var first = autograd.grad([(y * y).sum()], [x], retain_graph: true, create_graph: true)[0];
        var second = autograd.grad([(first * first).sum()], [weight])[0];
        Assert.True(second.isfinite().all().item<bool>());
        Assert.True(second.abs().max().item<float>() > 0);
    }
}
