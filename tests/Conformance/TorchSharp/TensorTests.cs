using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Conformance.Torch;

/// <summary>What the product relies on of tensors: values, shapes, views, conversions, errors.</summary>
public class TensorTests
{
    [Fact]
    public void An_array_goes_in_and_comes_out_unchanged()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);

        Assert.Equal([2, 3], x.shape);
        Assert.Equal(ScalarType.Float32, x.dtype);
        Assert.Equal([1, 2, 3, 4, 5, 6], x.data<float>().ToArray());
        Assert.Equal(6, x.numel());
        Assert.Equal(2, x.ndim);
    }

    [Fact]
    public void A_refused_view_throws_with_the_message_of_libtorch()
    {
        using var scope = NewDisposeScope();
        var x = zeros(6);

        var refused = Assert.Throws<ExternalException>(() => x.view(4, 2));

        Assert.Contains("shape '[4, 2]' is invalid for input of size 6", refused.Message);
    }
}
