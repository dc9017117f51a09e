using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Kernels;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using S3Actors.Tests.Models.Training;
using static S3Actors.Tests.Models.Network.NetworkSamples;
using static S3Actors.Tests.Models.Training.TrainingSamples;

namespace S3Actors.Tests.Models.Kernels;

/// <summary>Evaluations by the processor's kernels against those by the tensor library.</summary>
public sealed class KernelEvaluationTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly string _checkpoint;

    public KernelEvaluationTests()
    {
        using var trainer = Trainer();
        trainer.Step();
        trainer.Step();
        _checkpoint = trainer.SaveCheckpoint(_folder["checkpoint"]).Path;
    }

    [Theory]
    [InlineData(ProcessorVectors.Bits256, 7)]
    [InlineData(ProcessorVectors.Bits256, 64)]
    [InlineData(ProcessorVectors.Bits512, 16)]
    [InlineData(ProcessorVectors.Bits512, 50)]
    public void Errors_and_losses_are_those_of_the_tensor_library(ProcessorVectors vectors, int batchSize)
    {
        Architecture[] subnets = [SpaceArithmetic.Largest(SmallSpace), SpaceArithmetic.Smallest(SmallSpace), .. Enumerable.Range(0, 8).Select(number => Random(SmallSpace, number))];
        var expected = Evaluate(ProcessorVectors.None, subnets, batchSize);
        var actual = Evaluate(vectors, subnets, batchSize);
        Assert.Equal(expected.Select(result => result.Error.Images), actual.Select(result => result.Error.Images));
        Assert.All(expected.Zip(actual), it => Assert.Equal(it.First.MeanLoss, it.Second.MeanLoss, 1e-5));
        Assert.All(expected.Zip(actual), it => Assert.InRange(Math.Abs(it.First.Error.Incorrect - it.Second.Error.Incorrect), 0, 1));
    }

    [Theory]
    [InlineData(ProcessorVectors.Bits256)]
    [InlineData(ProcessorVectors.Bits512)]
    public void Bits_do_not_depend_on_the_batch(ProcessorVectors vectors)
    {
        Architecture[] subnets = [.. Enumerable.Range(0, 4).Select(number => Random(SmallSpace, number))];
        var whole = Evaluate(vectors, subnets, 40);
        Assert.Equal(whole.Select(result => result.Error), Evaluate(vectors, subnets, 13).Select(result => result.Error));
        Assert.Equal(whole, Evaluate(vectors, subnets, 40));
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<SubnetResult> Evaluate(ProcessorVectors vectors, Architecture[] subnets, int batchSize)
    {
        using var evaluator = new SubnetEvaluator(Skeleton, SmallSpace, _checkpoint, new EvaluationExecution { Vectors = vectors });
        return evaluator.Evaluate(subnets, TrainingSamples.Images, 40, batchSize, Normalisation, CancellationToken.None);
    }
}
