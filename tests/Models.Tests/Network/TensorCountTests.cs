using S3Actors.Models.Data;
using S3Actors.Models.Measurement;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using S3Actors.Tests.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.Training.TrainingSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Network;

/// <summary>Tests that count live tensors run while no other test does.</summary>
[CollectionDefinition(nameof(TensorCountTests), DisableParallelization = true)]
public sealed class TensorCountCollection;

/// <summary>Nothing leaks: the number of live tensors returns to where it was, without the garbage collector's help.</summary>
[Collection(nameof(TensorCountTests))]
public sealed class TensorCountTests
{
    [Fact]
    public void Supernet_gradient_and_evaluator_give_every_tensor_back()
    {
        using var folder = new Folder();
        using (var trainer = Trainer()) trainer.SaveCheckpoint(folder["checkpoint"]);
        var before = Settled();

        using (var supernet = new Supernet(Skeleton, SmallSpace))
        using (var gradient = new SandwichGradient(supernet, passes: 4, threads: 2, labelSmoothing: 0.1))
        using (var batch = ImageTensors.Create(Images, 0, 8, Skeleton, Normalisation, CPU))
        using (var decaying = zeros_like(supernet.Weights.Decaying))
        using (var plain = zeros_like(supernet.Weights.Plain))
        {
            supernet.Initialise(ShortTraining.Initialisation, 1, 1);
            for (var step = 0; step < 3; step++)
                gradient.Compute(batch, [.. new SandwichPlan(1, SmallSpace, 1, 2).At(step).Select(a => new SandwichPass(a))], [0, 1, 2, 3], decaying, plain).Dispose();
        }
        using (var evaluator = new SubnetEvaluator(Skeleton, SmallSpace, folder["checkpoint"], new EvaluationExecution()))
            evaluator.Evaluate([.. Enumerable.Range(0, 6).Select(i => NetworkSamples.Random(SmallSpace, i))], Validation, 20, 8, Normalisation, default);

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_step_keeps_nothing_but_the_slices_it_may_use_again()
    {
        // Without random subnets every step uses the same slices.
        using var trainer = Trainer(threads: 2, training: ShortTraining with { RandomSubnets = 0 });
        using var folder = new Folder();
        trainer.Step();
        var before = Settled();

        for (var step = 0; step < 4; step++) trainer.Step();
        trainer.SaveCheckpoint(folder["checkpoint"]);
        trainer.LoadCheckpoint(folder["checkpoint"]);

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
