using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace S3Actors.Tests.Contracts.Torch;

public class FunctionalTests
{
    private static float[] Values(Tensor x) => x.contiguous().data<float>().ToArray();

    private static void Close(IEnumerable<float> expected, Tensor actual, double tolerance = 1e-5)
    {
        var values = Values(actual);
        Assert.Equal(expected.Count(), values.Length);
        Assert.All(Enumerable.Zip(expected, values), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Fact]
    public void Linear_multiplies_by_the_transposed_weights()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }, [1, 2]);
        var weights = tensor(new float[] { 1, 0, 0, 1, 3, 4 }, [3, 2]);

        Assert.Equal([1, 2, 11], Values(F.linear(x, weights)));
        Assert.Equal([11, 22, 41], Values(F.linear(x, weights, tensor(new float[] { 10, 20, 30 }))));
    }

    [Fact]
    public void Layer_norm_standardises_then_scales()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 3, 2, 6 }, [2, 2]);

        Close([-1, 1, -1, 1], F.layer_norm(x, [2]), 1e-4);
        Close([-2, 7, -2, 7], F.layer_norm(x, [2], tensor(new float[] { 2, 3 }), tensor(new float[] { 0, 4 })), 1e-4);
    }

    [Fact]
    public void Cross_entropy_smooths_labels()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[] { 1, 2, 3, 0, 0, 0 }, [2, 3]);
        var target = tensor(new long[] { 2, 0 });
        var logs = logits.log_softmax(1);
        double LogP(int row, int column) => logs[row, column].item<float>();

        double Loss(int row, int label, double smoothing) =>
            -(1 - smoothing) * LogP(row, label) - smoothing / 3 * (LogP(row, 0) + LogP(row, 1) + LogP(row, 2));

        Assert.Equal((Loss(0, 2, 0) + Loss(1, 0, 0)) / 2, F.cross_entropy(logits, target).ToDouble(), 1e-5);
        Assert.Equal((Loss(0, 2, 0.1) + Loss(1, 0, 0.1)) / 2, F.cross_entropy(logits, target, label_smoothing: 0.1).ToDouble(), 1e-5);
        Assert.Equal([2], F.cross_entropy(logits, target, reduction: nn.Reduction.None).shape);
    }

    [Fact]
    public void A_convolution_of_stride_and_kernel_alike_is_a_matrix_product_of_patches()
    {
        using var scope = NewDisposeScope();
        var image = arange(16, ScalarType.Float32).view(1, 1, 4, 4);
        var weight = tensor(new float[] { 1, 10, 100, 1000 }, [1, 1, 2, 2]);

        var y = F.conv2d(image, weight, tensor(new float[] { 1 }), strides: [2, 2]);

        Assert.Equal([1, 1, 2, 2], y.shape);
        Assert.Equal([0 + 10 + 400 + 5000 + 1, 2 + 30 + 600 + 7000 + 1, 8 + 90 + 1200 + 13000 + 1, 10 + 110 + 1400 + 15000 + 1], Values(y));
    }

    [Fact]
    public void Padding_starts_with_the_last_dimension()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, 2);

        Assert.Equal([0, 0, 0, 0, 1, 1, 0, 0, 0], Values(F.pad(x, [1, 0, 1, 1]).contiguous()));
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_and_is_the_identity_in_evaluation()
    {
        using var scope = NewDisposeScope();
        var x = ones(1000);

        var kept = F.dropout(x, 0.5, training: true);

        Assert.True(kept.eq(0).logical_or(kept.eq(2)).all().ToBoolean());
        Assert.Equal(Values(x), Values(F.dropout(x, 0.5, training: false)));
    }
}
