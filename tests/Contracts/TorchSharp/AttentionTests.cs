using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace S3Actors.Tests.Contracts.Torch;

/// <summary>Scaled dot-product attention and its gradients against the explicit mathematics.</summary>
public class AttentionTests
{
    private static Tensor Explicit(Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        var scores = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(q.size(-1));
        if (mask is not null) scores = scores + mask;
        return scores.softmax(-1).matmul(v);
    }

    private static void Close(Tensor expected, Tensor actual, double tolerance = 2e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True((expected - actual).abs().max().item<float>() <= tolerance, "attention differs from the explicit mathematics");
    }

    private static Tensor Draw(Generator generator, params long[] shape) => randn(shape, generator: generator).requires_grad_();

    /// <summary>Masks broadcast over the batch, over heads, over both or over neither; widths are odd on purpose.</summary>
    [Theory]
    [InlineData(new long[] { 3, 2, 4, 5 }, 4, 5, new long[] { 2, 4, 4 })]
    [InlineData(new long[] { 3, 2, 4, 5 }, 4, 5, new long[] { 1, 2, 4, 4 })]
    [InlineData(new long[] { 3, 2, 4, 5 }, 4, 5, new long[] { 3, 1, 4, 4 })]
    [InlineData(new long[] { 3, 2, 4, 5 }, 4, 5, new long[] { 4, 4 })]
    [InlineData(new long[] { 3, 2, 4, 5 }, 7, 3, new long[] { 3, 2, 4, 7 })]
    [InlineData(new long[] { 2, 3, 16, 8 }, 16, 8, new long[] { 3, 16, 16 })]
    [InlineData(new long[] { 2, 1, 49, 12 }, 49, 12, new long[] { 2, 1, 49, 49 })]
    [InlineData(new long[] { 6, 1, 1, 1 }, 1, 1, new long[] { 1, 1 })]
    public void It_and_its_gradients_agree_with_the_explicit_form(long[] queryShape, long keys, long valueWidth, long[] maskShape)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        var (batch, heads, width) = (queryShape[0], queryShape[1], queryShape[3]);
        var q = Draw(generator, queryShape);
        var k = Draw(generator, batch, heads, keys, width);
        var v = Draw(generator, batch, heads, keys, valueWidth);
        var mask = Draw(generator, maskShape);
        var seed = randn([batch, heads, queryShape[2], valueWidth], generator: generator);

        var y = F.scaled_dot_product_attention(q, k, v, mask);
        var expected = Explicit(q, k, v, mask);
        var found = autograd.grad([y], [q, k, v, mask], [seed]);
        var wanted = autograd.grad([expected], [q, k, v, mask], [seed]);

        Close(expected, y);
        for (var i = 0; i < 4; i++) Close(wanted[i], found[i], 1e-4);
    }

    /// <summary>Windows of every size a vector fills, half fills or exceeds, and heads of every width.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(25)]
    [InlineData(36)]
    [InlineData(64)]
    public void Windows_and_heads_of_any_size(int tokens)
    {
        using var generator = new Generator(12);
        foreach (var width in new[] { 1, 2, 3, 4, 6, 7, 12, 18, 24, 25, 36, 50 })
        {
            using var scope = NewDisposeScope();
            var packed = Draw(generator, 3, tokens, 3, 2, width);
            var parts = packed.permute(2, 0, 3, 1, 4).unbind(0); // each [3, 2, tokens, width]
            var mask = Draw(generator, 2, tokens, tokens);
            var seed = randn([3, 2, tokens, width], generator: generator);

            var y = F.scaled_dot_product_attention(parts[0], parts[1], parts[2], mask);
            var expected = Explicit(parts[0], parts[1], parts[2], mask);
            var found = autograd.grad([y], [packed, mask], [seed], retain_graph: true);
            var wanted = autograd.grad([expected], [packed, mask], [seed]);

            Close(expected, y);
            for (var i = 0; i < 2; i++) Close(wanted[i], found[i], 1e-4);
        }
    }

    [Fact]
    public void Without_a_mask_and_from_strided_inputs()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var packed = Draw(generator, 4, 9, 3, 2, 6).permute(2, 0, 3, 1, 4);
        var (q, k, v) = (packed[0], packed[1], packed[2]);

        Close(Explicit(q, k, v, null), F.scaled_dot_product_attention(q, k, v));
    }

    [Fact]
    public void Equal_inputs_give_equal_bits()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var (q, k, v) = (Draw(generator, 8, 2, 16, 6), Draw(generator, 8, 2, 16, 6), Draw(generator, 8, 2, 16, 6));
        var bias = Draw(generator, 2, 16, 16);

        IList<Tensor> Run()
        {
            var y = F.scaled_dot_product_attention(q, k, v, bias);
            return [y, .. autograd.grad([y.square().sum()], [q, k, v, bias])];
        }

        foreach (var (first, second) in Run().Zip(Run()))
            Assert.Equal(first.data<float>().ToArray(), second.data<float>().ToArray());
    }
}
