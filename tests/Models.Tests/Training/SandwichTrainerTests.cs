using S3Actors.Messages.Campaign;
using S3Actors.Models.Devices;
using S3Actors.Models.Network;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.Training.TrainingSamples;

namespace S3Actors.Tests.Models.Training;

public sealed class SandwichTrainerTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(ReducedPrecision.BFloat16)]
    public void Six_steps_are_three_and_three_over_a_checkpoint_to_the_last_bit(ReducedPrecision? precision)
    {
        var training = ShortTraining with { Precision = precision };
        using var folder = new Folder();
        using var whole = Trainer(training: training);
        var outcomes = Steps(whole, 6);
        var expected = whole.SaveCheckpoint(folder["whole"]).Sha256;

        using (var first = Trainer(training: training))
        {
            Assert.Equal(Text(outcomes[..3]), Text(Steps(first, 3)));
            first.SaveCheckpoint(folder["half"]);
        }
        using var second = Trainer(threads: 2, training);
        second.LoadCheckpoint(folder["half"], DurableFile.Digest(folder["half"]));
        Assert.Equal(3, second.StepsDone);
        Assert.Equal(Text(outcomes[3..]), Text(Steps(second, 3)));

        Assert.Equal(expected, second.SaveCheckpoint(folder["resumed"]).Sha256);
        Assert.Equal(3, folder.Files.Length);
    }

    [Fact]
    public void A_step_says_what_it_took_where_a_clock_is_given()
    {
        Assert.Null(Trainer().Step().Work);
        using var trainer = new SandwichTrainer(Spec(), SmallSpace, Identity, Images, new TrainingExecution(1) { Clock = TimeProvider.System });
        var work = trainer.Step().Work!.Value;
        Assert.InRange(work.WaitSeconds, 1e-9, work.Seconds);
        var subnets = new SandwichPlan(Spec().Seed, SmallSpace, Identity.Index, ShortTraining.RandomSubnets, null, BlockTies.Of(Spec())).At(0);
        Assert.Equal(3.0 * ShortTraining.BatchSize * subnets.Sum(it => ArchitectureCost.Of(Skeleton, it).MacsPerImage), work.Macs);
        Assert.Equal(new StepWork(3, 1.5, 30), new StepWork(1, 0.5, 10) + new StepWork(2, 1, 20));
    }

    [Fact]
    public void Augmented_images_are_the_same_after_a_checkpoint_and_after_a_step_left_out()
    {
        var augmented = ShortTraining with
        {
            Augmentation = new AugmentationSpec(
                new CropSpec(0.3, 1, 0.75, 4.0 / 3, Interpolation.Bilinear), 0.5, new RandAugmentSpec(2, 5, 0, 1), 0.25, new MixingSpec(0.8, 1, 1, 0.5)),
        };
        using var folder = new Folder();
        using var whole = Trainer(training: augmented);
        Steps(whole, 2);
        whole.Skip();
        Steps(whole, 3);
        using (var first = Trainer(threads: 2, augmented))
        {
            Steps(first, 2);
            first.Skip();
            first.SaveCheckpoint(folder["half"]);
        }
        using var second = Trainer(training: augmented);
        second.Step(); // begins the batches of steps that are not taken
        second.LoadCheckpoint(folder["half"]);
        Steps(second, 3);

        var expected = whole.SaveCheckpoint(folder["whole"]).Sha256;
        Assert.Equal(expected, second.SaveCheckpoint(folder["resumed"]).Sha256);
        using var plain = Trainer();
        Steps(plain, 2);
        plain.Skip();
        Steps(plain, 3);
        Assert.NotEqual(expected, plain.SaveCheckpoint(folder["plain"]).Sha256);
    }

    /// <summary>On a GPU every read waits for all the work before it.</summary>
    [Fact]
    public void A_step_reads_from_its_device_once()
    {
        using var trainer = Trainer(training: ShortTraining with { GradientClipNorm = 1e-3 });
        var before = HostRead.Count;
        Steps(trainer, 3);
        Assert.Equal(3, HostRead.Count - before);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(4, null)]
    [InlineData(4, ReducedPrecision.BFloat16)]
    public void Any_number_of_threads_trains_the_same_weights(int threads, ReducedPrecision? precision)
    {
        var training = ShortTraining with { Precision = precision };
        using var folder = new Folder();
        using var one = Trainer(training: training);
        using var many = Trainer(threads, training);
        Steps(one, 3);
        Steps(many, 3);

        Assert.Equal(one.SaveCheckpoint(folder["one"]).Sha256, many.SaveCheckpoint(folder["many"]).Sha256);
    }

    [Fact]
    public void Reduced_precision_trains_other_weights_from_nearly_the_same_losses()
    {
        using var full = Trainer();
        using var reduced = Trainer(training: ShortTraining with { Precision = ReducedPrecision.BFloat16 });
        var (expected, actual) = (full.Step(), reduced.Step());

        Assert.NotEqual(expected.GradientNorm, actual.GradientNorm);
        Assert.Equal(expected.GradientNorm, actual.GradientNorm, 0.03 * expected.GradientNorm);
        Assert.Equal(expected.LargestLoss, actual.LargestLoss, 0.02);
        Assert.Equal(expected.SmallestLoss, actual.SmallestLoss, 0.02);
    }

    [Fact]
    public void Another_supernet_starts_from_other_weights_and_sees_other_batches()
    {
        using var first = Trainer();
        using var second = Trainer(identity: new SupernetIdentity("iteration-2", 2, 6));

        Assert.NotEqual(first.Step().LargestLoss, second.Step().LargestLoss);
    }

    [Fact]
    public void Training_learns_what_can_be_seen()
    {
        using var trainer = Trainer(threads: 2, ShortTraining with { BatchSize = 16, DropPath = 0 }, new SupernetIdentity("iteration-1", 1, 40));
        var outcomes = Steps(trainer, 40);

        double Mean(StepOutcome[] some) => some.Average(o => (o.LargestLoss + o.SmallestLoss + o.RandomLosses.Average()) / 3);
        Assert.InRange(Mean(outcomes[..3]), 1.0, 2.5);
        Assert.InRange(Mean(outcomes[^3..]), 0.3, 0.8); // label smoothing 0.1 leaves 0.35 even to the best
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_loss_that_is_not_finite_stops_before_the_weights_change(float poison)
    {
        using var trainer = Trainer();
        Steps(trainer, 2);
        using var folder = new Folder();
        var largest = trainer.Supernet.Layout.Parameters.Single(p => p.Name == "layers.1.blocks.1.mlp.fc2.bias"); // the smallest subnet has no such block
        using (var view = trainer.Supernet.Weights.View(largest)) view.fill_(poison);
        var before = trainer.SaveCheckpoint(folder["before"]).Sha256;

        var diverged = Assert.Throws<TrainingDivergedException>(() => trainer.Step());

        Assert.Equal(2, diverged.Step);
        Assert.Equal("the loss of the largest subnet is NaN", diverged.Reason);
        Assert.Equal(before, trainer.SaveCheckpoint(folder["after"]).Sha256);
    }

    [Fact]
    public void Clipping_bounds_the_update_and_reports_the_norm_before_it()
    {
        using var free = Trainer(training: ShortTraining with { GradientClipNorm = 0 });
        using var clipped = Trainer(training: ShortTraining with { GradientClipNorm = 1e-12, Epsilon = 1 });
        var norm = free.Step().GradientNorm;
        using var before = clipped.Supernet.Weights.Plain.clone();

        Assert.Equal(norm, clipped.Step().GradientNorm);

        Assert.True(norm > 0.1);
        Assert.InRange(Network.NetworkSamples.MaximumDifference(before, clipped.Supernet.Weights.Plain), 0, 1e-9);
    }

    [Fact]
    public void No_step_follows_the_last()
    {
        using var trainer = Trainer(identity: new SupernetIdentity("iteration-1", 1, 1));
        trainer.Step();

        Assert.Throws<InvalidOperationException>(() => trainer.Step());
    }

    [Fact]
    public void A_checkpoint_of_another_supernet_is_refused()
    {
        using var folder = new Folder();
        using var trainer = Trainer();
        using var other = Trainer(identity: new SupernetIdentity("iteration-2", 2, 6));
        other.SaveCheckpoint(folder["other"]);

        var refused = Assert.Throws<CheckpointDamagedException>(() => trainer.LoadCheckpoint(folder["other"]));

        Assert.Contains("iteration-2", refused.Reason, StringComparison.Ordinal);
    }

    private static StepOutcome[] Steps(SandwichTrainer trainer, int count) => [.. Enumerable.Range(0, count).Select(_ => trainer.Step())];

    /// <summary>Outcomes hold lists, which compare by reference: their texts hold every digit.</summary>
    private static string[] Text(IEnumerable<StepOutcome> outcomes) =>
        [.. outcomes.Select(o => FormattableString.Invariant(
            $"{o.Step} {o.LargestLoss:R} {o.SmallestLoss:R} {string.Join(' ', o.RandomLosses.Select(l => l.ToString("R")))} {o.GradientNorm:R} {o.LearningRate:R}"))];
}
