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
        Assert.Equal(3, x.size(-1));
    }

    [Fact]
    public void A_tensor_of_an_array_is_a_copy_and_from_array_and_frombuffer_share_its_memory()
    {
        using var scope = NewDisposeScope();
        var source = new float[] { 1, 2, 3, 4 };
        var copy = tensor(source);
        var shared = from_array(source);
        var tail = frombuffer(source, ScalarType.Float32, count: 2, offset: 2);

        source[3] = 9;

        Assert.Equal([1, 2, 3, 4], copy.data<float>().ToArray());
        Assert.Equal([1, 2, 3, 9], shared.data<float>().ToArray());
        Assert.Equal([3, 9], tail.data<float>().ToArray());
    }

    [Fact]
    public void A_shared_array_outlives_its_last_reference_on_the_managed_side()
    {
        using var scope = NewDisposeScope();
        static Tensor Make() => from_array(Enumerable.Range(0, 100_000).Select(i => (float)i).ToArray());
        var x = Make();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        _ = Enumerable.Range(0, 50).Select(_ => new float[100_000]).ToArray();
        GC.Collect();

        Assert.Equal(99_999f, x[99_999].item<float>());
    }

    [Fact]
    public void Memory_gives_a_tensor_of_the_dimensions_asked_for()
    {
        using var scope = NewDisposeScope();
        var values = new long[] { 1, 2, 3, 4, 5, 6 };

        var x = tensor(new Memory<long>(values, 2, 4), [2, 2]);

        Assert.Equal(ScalarType.Int64, x.dtype);
        Assert.Equal([3, 4, 5, 6], x.data<long>().ToArray());
        Assert.Throws<ArgumentException>(() => tensor(new Memory<long>(values), [7]));
    }

    [Fact]
    public void A_matrix_of_an_array_keeps_its_rows()
    {
        using var scope = NewDisposeScope();

        var x = from_array(new double[,] { { 1, 2 }, { 3, 4 } });

        Assert.Equal([2, 2], x.shape);
        Assert.Equal(3.0, x[1, 0].item<double>());
        Assert.Equal(ScalarType.Float64, x.dtype);
    }

    [Fact]
    public void A_refused_view_throws_with_the_message_of_libtorch()
    {
        using var scope = NewDisposeScope();
        var x = zeros(6);

        var refused = Assert.Throws<ExternalException>(() => x.view(4, 2));

        Assert.Contains("shape '[4, 2]' is invalid for input of size 6", refused.Message);
    }

    [Fact]
    public void After_an_error_the_next_call_is_unharmed()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        Assert.Throws<ExternalException>(() => x.narrow(0, 1, 5));
        Assert.Throws<ExternalException>(() => x.add_(ones(7)));

        Assert.Equal(6, (x + 1).sum().item<float>());
    }

    [Fact]
    public void Data_of_the_wrong_type_is_refused()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ArgumentException>(() => zeros(2).data<double>());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
    }

    [Fact]
    public void Data_is_read_and_written_in_row_major_order_whatever_the_strides()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, ScalarType.Float32).view(2, 3).t();

        var read = new float[4];
        x.data<float>().CopyTo(read.AsSpan());
        x.data<float>().CopyFrom(new float[] { 10, 20 });

        Assert.Equal([0, 3, 1, 4], read);
        Assert.Equal([10, 20, 1, 4, 2, 5], x.contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Bytes_are_the_memory_of_a_contiguous_tensor()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2);

        MemoryMarshal.Cast<byte, float>(x.bytes)[1] = 2.5f;

        Assert.Equal(2.5f, x[1].item<float>());
        Assert.Throws<InvalidOperationException>(() => zeros(2, 3).t().bytes.Length);
    }

    [Fact]
    public void Views_share_memory_and_copies_do_not()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, ScalarType.Float32);
        var view = x.view(2, 3);
        var copy = x.clone();

        x.mul_(2);

        Assert.Equal([0, 2, 4, 6, 8, 10], view.flatten().data<float>().ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], copy.data<float>().ToArray());
    }

    [Fact]
    public void In_place_operations_give_the_tensor_itself()
    {
        using var scope = NewDisposeScope();
        var x = ones(3);

        Assert.Same(x, x.add_(1).mul_(3).sub_(0.5).div_(2).fill_(0));
    }

    [Fact]
    public void Types_convert_and_devices_are_named()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1.5f, -2.7f });

        Assert.Equal([1, -2], x.to(ScalarType.Int64).data<long>().ToArray());
        Assert.Equal(ScalarType.BFloat16, x.to(bfloat16).dtype);
        Assert.Equal(DeviceType.CPU, x.device.type);
        Assert.Equal("cpu", x.device.ToString());
        Assert.Equal([1.5f, -2.703125f], x.to(bfloat16).to(float32).data<float>().ToArray());
    }

    [Fact]
    public void Scalars_are_read_with_conversion()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(7L, tensor(7L).ToInt64());
        Assert.Equal(7.5, tensor(7.5f).ToDouble());
        Assert.Equal(7.5f, tensor(7.5).ToSingle());
        Assert.True(tensor(new float[] { 1, 2 }).isfinite().all().ToBoolean());
    }

    [Fact]
    public void Memory_is_locked_for_a_GPU_where_there_is_one()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 });

        Assert.False(x.is_pinned());
        if (!cuda.is_available())
        {
            Assert.ThrowsAny<Exception>(() => x.pin_memory());
            return;
        }
        var pinned = x.pin_memory();
        Assert.True(pinned.is_pinned());
        var there = pinned.to(device("cuda:0"), non_blocking: true);
        cuda.synchronize();
        Assert.Equal([1, 2], there.cpu().data<float>().ToArray());
    }
}
