using S3Actors.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Native;

public class TensorListsTests
{
    [Fact]
    public void Tensors_of_any_layout_and_type_are_copied_into_their_counterparts()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor[] sources = [randn([5], generator: generator), randn([4, 3], generator: generator).t(), randn([2, 6], generator: generator).bfloat16()];
        var room = zeros(8, 8);
        Tensor[] places = [zeros(5), room.narrow(0, 1, 3).narrow(1, 2, 4), zeros(2, 6)];
        TensorLists.Copy(places, sources);
        foreach (var (place, source) in places.Zip(sources)) Assert.Equal(Values(source), Values(place));
        Assert.Equal(12, room.count_nonzero().item<long>());
        TensorLists.Copy([], []);
    }

    [Fact]
    public void Its_AdamW_is_that_of_the_paper()
    {
        const double Rate = 1e-2, Beta1 = 0.9, Beta2 = 0.999, Decay = 0.05, Epsilon = 1e-8;
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var weights = randn([101], generator: generator);
        Tensor first = zeros(101), second = zeros(101), steps = zeros(1);
        var expected = Array.ConvertAll(weights.data<float>().ToArray(), weight => (Weight: (double)weight, First: 0.0, Second: 0.0));
        for (var step = 1; step <= 5; step++)
        {
            var gradient = randn([101], generator: generator);
            using var number = step.ToScalar();
            steps.fill_(number);
            TensorLists.AdamW(weights, gradient, first, second, steps, Rate, Beta1, Beta2, Decay, Epsilon);
            for (var i = 0; i < expected.Length; i++)
            {
                var (weight, mean, square) = expected[i];
                double g = gradient.data<float>()[i];
                (mean, square) = (Beta1 * mean + (1 - Beta1) * g, Beta2 * square + (1 - Beta2) * g * g);
                var move = mean / (1 - Math.Pow(Beta1, step)) / (Math.Sqrt(square / (1 - Math.Pow(Beta2, step))) + Epsilon);
                expected[i] = (weight - Rate * Decay * weight - Rate * move, mean, square);
            }
        }
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Weight, weights.data<float>()[i], 1e-5);
            Assert.Equal(expected[i].First, first.data<float>()[i], 1e-6);
            Assert.Equal(expected[i].Second, second.data<float>()[i], 1e-6);
        }
    }

    private static float[] Values(Tensor tensor) => tensor.to(ScalarType.Float32).contiguous().data<float>().ToArray();
}
