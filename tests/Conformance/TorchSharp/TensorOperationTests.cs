using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Conformance.Torch;

/// <summary>Values of the operations in use, on numbers small enough to check by hand.</summary>
public class TensorOperationTests
{
    private static float[] Values(Tensor x) => x.contiguous().to(float32).data<float>().ToArray();

    private static Tensor Grid() => arange(6, ScalarType.Float32).view(2, 3);

    [Fact]
    public void Arithmetic_broadcasts()
    {
        using var scope = NewDisposeScope();
        var row = tensor(new float[] { 1, 10, 100 });

        Assert.Equal([1, 11, 102, 4, 14, 105], Values(Grid() + row));
        Assert.Equal([0, 10, 200, 3, 40, 500], Values(Grid() * row));
        Assert.Equal([2, 1, 0, -1, -2, -3], Values(2 - Grid()));
        Assert.Equal([1, 0.5f, 0.25f], Values(1 / tensor(new float[] { 1, 2, 4 })));
        Assert.Equal([0, 1, 1], Values(tensor(new long[] { 1, 2, 3 }).div(2, RoundingMode.floor)));
    }

    [Fact]
    public void Comparisons_give_booleans()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(ScalarType.Bool, Grid().ge(3).dtype);
        Assert.Equal([0, 0, 0, 1, 1, 1], Values(Grid().ge(3)));
        Assert.Equal([0, 0, 1, 0, 0, 0], Values(Grid() == 2));
        Assert.Equal([0, 1, 0], Values(tensor(new[] { 1, float.NaN, 2 }).isnan()));
    }

    [Fact]
    public void Unfolded_parts_overlap_and_flip_turns_axes_round()
    {
        using var scope = NewDisposeScope();
        var x = arange(4, ScalarType.Float32).requires_grad_();
        var parts = x.unfold(0, 3, 1);

        Assert.Equal([2, 3], parts.shape);
        Assert.Equal([0, 1, 2, 1, 2, 3], Values(parts.detach().contiguous()));
        Assert.Equal([5, 4, 3, 2, 1, 0], Values(arange(6, ScalarType.Float32).view(2, 3).flip(0, 1)));
        (parts * tensor(new float[] { 1, 2, 4, 8, 16, 32 }, [2, 3])).sum().backward();
        Assert.Equal([1, 10, 20, 32], Values(x.grad!));
    }

    [Fact]
    public void Parts_are_taken_by_narrow_slice_select_and_index()
    {
        using var scope = NewDisposeScope();
        var x = arange(24, ScalarType.Float32).view(2, 3, 4);

        Assert.Equal([5, 6, 17, 18], Values(x.narrow(1, 1, 1).narrow(2, 1, 2)));
        Assert.Equal([0, 2, 4, 6], Values(x.select(0, 0).slice(0, 0, 2, 1).slice(1, 0, 4, 2)));
        Assert.Equal([23], Values(x[-1, -1, -1]));
        Assert.Equal([12, 16, 20], Values(x[TensorIndex.Single(1), TensorIndex.Colon, TensorIndex.Single(0)]));
        Assert.Equal([1, 3, 13, 15], Values(x[TensorIndex.Ellipsis, TensorIndex.Single(0), TensorIndex.Slice(1, null, 2)]));
        Assert.Equal([2, 0], Values(Grid().select(0, 0).index_select(0, tensor(new long[] { 2, 0 }))));
        Assert.Equal([2, 3], Values(Grid().gather(1, tensor(new long[] { 2, 0 }, [2, 1]))));
    }

    [Fact]
    public void An_index_of_tensors_picks_elements_and_can_be_assigned()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);

        x[tensor(new long[] { 0, 1 }), tensor(new long[] { 2, 0 })] = tensor(new float[] { 5, 7 });

        Assert.Equal([0, 0, 5, 7, 0, 0], Values(x));
        Assert.Equal([7, 0, 0], Values(x[1]));
    }

    [Fact]
    public void Shapes_change_without_changing_the_order_of_elements()
    {
        using var scope = NewDisposeScope();
        var x = arange(24, ScalarType.Float32).view(2, 3, 4);

        Assert.Equal([4, 2, 3], x.permute(2, 0, 1).shape);
        Assert.Equal([0, 4, 8, 12, 16, 20], Values(x.permute(2, 0, 1)[0]));
        Assert.Equal([6, 4], x.flatten(0, 1).shape);
        Assert.Equal([2, 3, 2, 2], x.unflatten(2, 2, 2).shape);
        Assert.Equal([1, 2, 3, 4], x.unsqueeze(0).shape);
        Assert.Equal([2, 3, 4], x.unsqueeze(0).squeeze(0).shape);
        Assert.Equal([2, 5, 3], x.select(2, 0).unsqueeze(1).expand(2, 5, 3).shape);
        Assert.Equal([2, 6], Grid().repeat(1, 2).shape);
        Assert.False(x.transpose(0, 1).is_contiguous());
    }

    [Fact]
    public void A_roll_wraps_around()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([4, 5, 3, 1, 2, 0], Values(Grid().roll([1, -1], [0, 1])));
        Assert.Equal([4, 5, 3, 1, 2, 0], Values(Grid().roll((1, -1), (0, 1))));
    }

    [Fact]
    public void Tensors_are_joined_and_split()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([0, 1, 2, 0, 3, 4, 5, 3], Values(cat([Grid(), Grid().narrow(1, 0, 1)], 1)));
        Assert.Equal([2, 2, 3], stack([Grid(), Grid()]).shape);
        Assert.Equal([3, 4, 5], Values(Grid().split(1)[1]));
        Assert.Equal([1, 2], Grid().split([1, 2], 1).Select(part => part.size(1)));
        Assert.Equal([2, 1], Grid().chunk(2, 1).Select(part => part.size(1)));
    }

    [Fact]
    public void Reductions_take_dimensions()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([15], Values(Grid().sum()));
        Assert.Equal([3, 12], Values(Grid().sum(1)));
        Assert.Equal([2, 1], Grid().sum([1], keepdim: true).shape);
        Assert.Equal([1.5f, 2.5f, 3.5f], Values(Grid().mean([0])));
        Assert.Equal([2, 2], Grid().argmax(1).data<long>().ToArray());
        Assert.Equal([2, 5], Values(Grid().max(1).values));
        Assert.Equal([5, 4], Values(Grid().flatten().topk(2).values));
        Assert.Equal(MathF.Sqrt(55), Grid().norm().item<float>(), 5);
    }

    [Fact]
    public void Products_of_matrices()
    {
        using var scope = NewDisposeScope();
        var x = Grid();

        Assert.Equal([5, 14, 14, 50], Values(x.matmul(x.t())));
        Assert.Equal([5, 14, 14, 50], Values(x.mm(x.t())));
        Assert.Equal([5, 14, 14, 50], Values(x.unsqueeze(0).bmm(x.t().unsqueeze(0))));
        Assert.Equal([11, 29, 29, 101], Values(ones(2, 2).addmm(x, x.t(), beta: 1, alpha: 2)));
    }

    [Fact]
    public void Functions_of_one_number()
    {
        using var scope = NewDisposeScope();
        static float Of(Func<Tensor, Tensor> function, float at) => function(tensor(new[] { at })).item<float>();

        Assert.Equal(0.8413447f, Of(nn.functional.gelu, 1), 6);
        Assert.Equal(MathF.E, Of(x => x.exp(), 1), 5);
        Assert.Equal(0.5f, Of(x => x.rsqrt(), 4));
        Assert.Equal(0.8427008f, Of(x => x.erf(), 1), 6);
        Assert.Equal(0.47693628f, Of(x => x.erfinv_(), 0.5f), 6);
        Assert.Equal(1, Of(x => x.clamp(-1, 1), 3));
        Assert.Equal(3, Of(x => x.clamp(min: -1), 3));
        Assert.Equal(9, Of(x => x.square(), 3));
        Assert.Equal([0.25f, 0.75f], Values(tensor(new[] { 0f, MathF.Log(3) }).softmax(0)), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Masks_choose()
    {
        using var scope = NewDisposeScope();
        var mask = Grid() > 3;

        Assert.Equal([0, 1, 2, 3, -1, -1], Values(Grid().masked_fill(mask, -1)));
        Assert.Equal([9, 9, 9, 9, 4, 5], Values(where(mask, Grid(), full([2, 3], 9f))));
    }

    [Fact]
    public void Factories_fill()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([1, 1], Values(ones(2)));
        Assert.Equal([2.5f, 2.5f], Values(full(2, 2.5f)));
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal([1, 3, 5], Values(arange(1, 7, 2)));
        Assert.Equal(ScalarType.Float64, zeros_like(ones(2, dtype: float64)).dtype);
        Assert.Equal([3, 4], empty(3, 4).shape);
        Assert.True(rand([100]).lt(1).all().ToBoolean());
    }

    [Fact]
    public void A_seed_repeats_the_draws()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(7);
        using var second = new Generator(7);

        Assert.Equal(Values(randn([8], generator: first)), Values(empty(8).normal_(generator: second)));
    }
}
