using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.Training.TrainingSamples;
using static TorchSharp.torch;

namespace S3Actors.Tests.Models.Training;

/// <summary>One architecture trained by itself.</summary>
public sealed class AloneTests
{
    private static readonly Architecture Subject = new([
        new StageArchitecture(12, [new(2, 1, 1, 8), new(3, 2, 2, 12)]),
        new StageArchitecture(16, [new(2, 3, 1, 16)]),
    ]);

    [Fact]
    public void It_learns_and_nothing_but_its_own_weights_moves()
    {
        using var scope = NewDisposeScope();
        using var trainer = Trainer(ShortTraining with { WeightDecay = 0, LearningRate = 1e-2 }, steps: 30);
        using var before = new Supernet(Skeleton, EnclosingSpace.Of(Subject));
        before.Initialise(ShortTraining.Initialisation, Spec().Seed, Identity.Index);
        var losses = Enumerable.Range(0, 30).Select(_ => trainer.Step()).ToList();
        Assert.All(losses, it => Assert.Equal(it.LargestLoss, it.SmallestLoss));
        Assert.All(losses, it => Assert.Empty(it.RandomLosses));
        Assert.True(losses.TakeLast(5).Average(it => it.LargestLoss) < 0.8 * losses.Take(5).Average(it => it.LargestLoss));

        var layout = trainer.Supernet.Layout;
        foreach (var own in SubnetParameters.Of(layout, Subject))
        {
            Assert.True(own.Copy(Moved(w => w.Decaying), Moved(w => w.Plain)).abs().sum().item<float>() > 0, own.Name);
            own.View(trainer.Supernet.Weights.Decaying, trainer.Supernet.Weights.Plain).fill_(0);
            own.View(before.Weights.Decaying, before.Weights.Plain).fill_(0);
        }
        Assert.Equal(0, Moved(w => w.Decaying).abs().sum().item<float>());
        Assert.Equal(0, Moved(w => w.Plain).abs().sum().item<float>());

        Tensor Moved(Func<FlatWeights, Tensor> part) => part(trainer.Supernet.Weights) - part(before.Weights);
    }

    [Fact]
    public void It_goes_on_from_a_checkpoint_bit_for_bit()
    {
        using var folder = new Folder();
        using var whole = Trainer(ShortTraining, steps: 6);
        for (var step = 0; step < 6; step++) whole.Step();
        using (var first = Trainer(ShortTraining, steps: 6))
        {
            for (var step = 0; step < 3; step++) first.Step();
            first.SaveCheckpoint(folder["half"]);
        }
        using var second = Trainer(ShortTraining, steps: 6);
        second.LoadCheckpoint(folder["half"]);
        for (var step = 3; step < 6; step++) second.Step();
        Assert.Equal(whole.SaveCheckpoint(folder["a"]).Sha256, second.SaveCheckpoint(folder["b"]).Sha256);
    }

    private static SandwichTrainer Trainer(TrainingSpec training, int steps) =>
        new(Spec(training), EnclosingSpace.Of(Subject), Identity with { Steps = steps }, Images, new TrainingExecution(1), Subject);
}
