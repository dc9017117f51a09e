using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Contracts.Torch;

/// <summary>Gradients, what records them and what does not, and graphs from several threads.</summary>
public class AutogradTests
{
    private static float[] Values(Tensor x) => x.contiguous().data<float>().ToArray();

    [Fact]
    public void Backward_accumulates_into_the_leaves()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3 }, requires_grad: true);
        Assert.Null(x.grad);

        (x * x).sum().backward();
        Assert.Equal([2, 4, 6], Values(x.grad!));

        (x * 10).sum().backward();
        Assert.Equal([12, 14, 16], Values(x.grad!));

        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Grad_gives_gradients_in_the_order_of_the_inputs_and_touches_no_leaf()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3 }, requires_grad: true);
        var y = tensor(new float[] { 5 }, requires_grad: true);

        var found = autograd.grad([(x * y * y).sum()], [y, x]);

        Assert.Equal([30], Values(found[0]));
        Assert.Equal([25], Values(found[1]));
        Assert.Null(x.grad);
    }

    [Fact]
    public void An_unused_input_gives_an_invalid_tensor_where_allowed()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3 }, requires_grad: true);
        var unused = tensor(new float[] { 5 }, requires_grad: true);

        var found = autograd.grad([(x * 2).sum()], [x, unused], allow_unused: true);

        Assert.False(found[0].IsInvalid);
        Assert.True(found[1].IsInvalid);
    }

    [Fact]
    public void Grad_takes_the_gradient_of_its_outputs()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }, requires_grad: true);

        var found = autograd.grad([x * x], [x], grad_outputs: [tensor(new float[] { 1, 10 })]);

        Assert.Equal([2, 40], Values(found[0]));
    }

    [Fact]
    public void A_graph_serves_twice_only_if_retained()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3 }, requires_grad: true);
        var y = (x * x).sum();

        y.backward(retain_graph: true);
        y.backward();

        Assert.Equal([12], Values(x.grad!));
        Assert.Throws<ExternalException>(() => y.backward());
    }

    [Fact]
    public void Gradients_of_gradients()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 2 }, requires_grad: true);

        var first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        var second = autograd.grad([first.sum()], [x])[0];

        Assert.Equal([12], Values(first.detach()));
        Assert.Equal([12], Values(second));
    }

    [Fact]
    public void Under_no_grad_nothing_is_recorded()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 2 }, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }

        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void In_inference_mode_results_take_no_part_in_a_graph()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 2 }, requires_grad: true);
        Tensor y;
        using (inference_mode()) y = x * 2;

        Assert.False(y.requires_grad);
        Assert.Throws<ExternalException>(() => (y * x).sum().backward());
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void A_detached_tensor_shares_values_and_no_graph()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 2 }, requires_grad: true);

        var y = (x * 3).detach();

        Assert.False(y.requires_grad);
        Assert.True(y.is_leaf);
        Assert.Equal([6], Values(y));
    }

    [Fact]
    public void A_leaf_that_requires_a_gradient_is_not_changed_in_place_outside_of_no_grad()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 2 }, requires_grad: true);

        Assert.Throws<ExternalException>(() => x.add_(1));
        using (no_grad()) x.add_(1);

        Assert.Equal([3], Values(x.detach()));
    }

    [Fact]
    public void Views_of_a_flat_leaf_send_their_gradients_to_its_parts()
    {
        using var scope = NewDisposeScope();
        var flat = zeros(6, requires_grad: true);
        var matrix = flat.narrow(0, 0, 4).view(2, 2);
        var vector = flat.narrow(0, 4, 2);

        (matrix.sum() * 2 + (vector * tensor(new float[] { 3, 4 })).sum()).backward();

        Assert.Equal([2, 2, 2, 2, 3, 4], Values(flat.grad!));
    }

    [Fact]
    public void Threads_compute_and_differentiate_side_by_side()
    {
        var results = new float[4][];
        var threads = Enumerable.Range(0, 4).Select(i => new Thread(() =>
        {
            for (var round = 0; round < 50; round++)
            {
                using var scope = NewDisposeScope();
                var x = full([16], (float)(i + 1)).requires_grad_();
                for (var inner = 0; inner < 4; inner++)
                    (x * x).sum().backward();
                results[i] = Values(x.grad!);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        for (var i = 0; i < 4; i++) Assert.All(results[i], g => Assert.Equal(8f * (i + 1), g));
    }
}
