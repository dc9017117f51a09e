using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Contracts.Torch;

/// <summary>Gradients, what records them and what does not, and graphs from several threads.</summary>
public class AutogradTests
{
    private static float[] Values(Tensor x) => x.contiguous().data<float>().ToArray();

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
