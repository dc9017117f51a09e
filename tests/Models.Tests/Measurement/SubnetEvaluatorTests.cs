using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Kernels;
using S3Actors.Models.Measurement;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using S3Actors.Tests.Models.Network;
using TorchSharp;
using static S3Actors.Tests.Models.Training.TrainingSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Measurement;

public sealed class SubnetEvaluatorTests : IDisposable
{
    private const int ImageCount = 30;
    private const int BatchSize = 8; // the last batch is smaller

    private readonly Folder _folder = new();
    private readonly WrittenFile _checkpoint;
    private readonly SubnetEvaluator _evaluator;
    private readonly Architecture[] _architectures = [.. Enumerable.Range(0, 24).Select(i => NetworkSamples.Random(SmallSpace, i)).Distinct()];

    public SubnetEvaluatorTests()
    {
        using var trainer = Trainer();
        for (var step = 0; step < 6; step++) trainer.Step();
        _checkpoint = trainer.SaveCheckpoint(_folder["trained"]);
        _evaluator = new SubnetEvaluator(Skeleton, SmallSpace, _checkpoint.Path, new EvaluationExecution("cpu", _checkpoint.Sha256));
    }

    public void Dispose()
    {
        _evaluator.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_result_has_the_same_bits_in_any_company()
    {
        var together = Evaluate(_architectures);
        var alone = _architectures.Select(architecture => Evaluate([architecture])[0]).ToArray();
        var reversed = Evaluate([.. _architectures.Reverse()]).Reverse().ToArray();

        Assert.Equal(alone, together);
        Assert.Equal(alone, reversed);
        Assert.True(together.Select(result => result.MeanLoss).Distinct().Count() > _architectures.Length / 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Image_by_image_as_many_are_wrong_as_are_counted(bool byTensors)
    {
        using var evaluator = new SubnetEvaluator(
            Skeleton, SmallSpace, _checkpoint.Path, new EvaluationExecution { Vectors = byTensors ? ProcessorVectors.None : ProcessorVectors.Widest });
        foreach (var architecture in _architectures[..4])
        {
            var counted = evaluator.Evaluate([architecture], Validation, ImageCount, BatchSize, Normalisation, default)[0];
            var wrong = evaluator.WrongImages(architecture, Validation, ImageCount, BatchSize, Normalisation, default);
            Assert.Equal(ImageCount, wrong.Count);
            Assert.Equal(counted.WrongByBlock, Enumerable.Range(0, ImageBlocks.Count(ImageCount))
                .Select(block => Enumerable.Range(0, ImageCount).Count(image => wrong[image] && ImageBlocks.Of(ImageCount, image) == block)));
        }
    }

    /// <summary>As on a GPU, with room for the images to stay there, with room for other ones only, and without.</summary>
    [Theory]
    [InlineData(1 << 20, 1)]
    [InlineData(ImageCount * 16 * 16, 2)]
    [InlineData(0, 1)]
    public void Images_that_become_numbers_on_the_device_give_the_same_bits(long room, int times)
    {
        using var images = new DeviceImages(room);
        using var evaluator = new SubnetEvaluator(Skeleton, SmallSpace, _checkpoint.Path, new EvaluationExecution { Images = images, AsBytes = true });
        for (var time = 0; time < times; time++)
        {
            Assert.Equal(Evaluate(_architectures[..4]), evaluator.Evaluate(_architectures[..4], Validation, ImageCount, BatchSize, Normalisation, default));
            evaluator.Evaluate(_architectures[..1], Images, ImageCount, BatchSize, Normalisation, default);
        }
    }

    /// <summary>On a GPU every read waits for all the work before it.</summary>
    [Fact]
    public void All_subnets_of_an_evaluation_are_read_at_once()
    {
        using var asOnGpu = new SubnetEvaluator(Skeleton, SmallSpace, _checkpoint.Path, new EvaluationExecution { Vectors = ProcessorVectors.None });
        var before = HostRead.Count;
        asOnGpu.Evaluate(_architectures, Validation, ImageCount, BatchSize, Normalisation, default);
        Assert.Equal(1, HostRead.Count - before);
    }

    [Fact]
    public void In_reduced_precision_too_a_result_has_the_same_bits_in_any_company()
    {
        using var reduced = new SubnetEvaluator(Skeleton, SmallSpace, _checkpoint.Path, new EvaluationExecution(), ReducedPrecision.BFloat16);
        var together = reduced.Evaluate(_architectures, Validation, ImageCount, BatchSize, Normalisation, default);

        Assert.Equal(_architectures.Select(it => reduced.Evaluate([it], Validation, ImageCount, BatchSize, Normalisation, default)[0]), together);
        Assert.NotEqual(Evaluate(_architectures), together);
        Assert.All(Evaluate(_architectures).Zip(together), it => Assert.Equal(it.First.MeanLoss, it.Second.MeanLoss, 0.03));
    }

    /// <summary>The same counted from the standalone networks, an image at a time.</summary>
    [Fact]
    public void Errors_and_losses_are_those_of_the_standalone_network()
    {
        using var supernet = new Supernet(Skeleton, SmallSpace);
        CheckpointFile.Load(_checkpoint.Path, _checkpoint.Sha256, supernet.Weights, optimizer: null);
        foreach (var result in Evaluate(_architectures[..6]))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var dense = NetworkSamples.Inherit(supernet, result.Architecture);
            var batch = ImageTensors.Create(Validation, 0, ImageCount, Skeleton, Normalisation, CPU);
            var scores = dense.Forward(batch.Images).log_softmax(1).data<float>().ToArray();
            var labels = batch.Labels.data<long>().ToArray();
            var rows = scores.Chunk(4).ToArray();

            Assert.Equal(rows.Where((row, i) => Array.IndexOf(row, row.Max()) != labels[i]).Count(), result.Error.Incorrect);
            Assert.Equal(rows.Select((row, i) => -row[labels[i]]).Average(), result.MeanLoss, 1e-5);
            Assert.Equal(ImageCount, result.Error.Images);
        }
    }

    [Fact]
    public void One_architecture_asked_for_twice_is_answered_twice()
    {
        var results = Evaluate([_architectures[0], _architectures[1], _architectures[0]]);

        Assert.Equal(results[0], results[2]);
        Assert.Equal(_architectures[1], results[1].Architecture);
    }

    [Fact]
    public void Nothing_asked_nothing_answered() => Assert.Empty(Evaluate([]));

    [Fact]
    public void A_cancelled_evaluation_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => _evaluator.Evaluate(_architectures, Validation, ImageCount, BatchSize, Normalisation, cancelled.Token));
    }

    [Fact]
    public void What_is_no_subnet_is_refused()
    {
        var stranger = SampleSpaces.Uniform([13, 16], [1, 1], [2, 2], [1, 2], 1);

        Assert.Throws<ArgumentException>(() => Evaluate([stranger]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _evaluator.Evaluate(_architectures, Validation, Validation.Count + 1, BatchSize, Normalisation, default));
    }

    [Fact]
    public void A_checkpoint_with_another_digest_is_refused() =>
        Assert.Throws<CheckpointDamagedException>(() =>
            new SubnetEvaluator(Skeleton, SmallSpace, _checkpoint.Path, new EvaluationExecution("cpu", new string('0', 64))));

    private IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures) =>
        _evaluator.Evaluate(architectures, Validation, ImageCount, BatchSize, Normalisation, CancellationToken.None);
}
