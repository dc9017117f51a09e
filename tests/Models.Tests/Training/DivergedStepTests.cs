using S3Actors.Models.Training;
using TorchSharp;
using static S3Actors.Tests.Models.Training.TrainingSamples;

namespace S3Actors.Tests.Models.Training;

/// <summary>What a training can do about a step that diverges: leave it out, or take smaller steps; bit for bit the same after a checkpoint.</summary>
public sealed class DivergedStepTests
{
    [Fact]
    public void A_loss_above_the_largest_allowed_is_refused_before_the_weights_change()
    {
        using var folder = new Folder();
        using var trainer = Trainer(training: ShortTraining with { MaximumLoss = 0.01 });
        var before = trainer.SaveCheckpoint(folder["before"]).Sha256;
        var diverged = Assert.Throws<TrainingDivergedException>(() => trainer.Step());
        Assert.Matches("^the loss of the largest subnet is [0-9.]+, above 0.01$", diverged.Reason);
        Assert.Equal((0, before), (diverged.Step, trainer.SaveCheckpoint(folder["after"]).Sha256));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_step_left_out_changes_no_weight_and_is_left_out_the_same_way_after_a_checkpoint(int skipped)
    {
        using var folder = new Folder();
        using var straight = Trainer();
        using var resumed = Trainer();
        Take(straight, skipped, 6);
        Take(resumed, skipped, skipped + 1);
        var saved = resumed.SaveCheckpoint(folder["middle"]);
        using var after = Trainer();
        after.LoadCheckpoint(saved.Path, saved.Sha256);
        Take(after, skipped, 6);
        var expected = straight.SaveCheckpoint(folder["straight"]).Sha256;
        Assert.Equal(expected, after.SaveCheckpoint(folder["resumed"]).Sha256);

        using var whole = Trainer();
        Take(whole, -1, 6);
        Assert.NotEqual(expected, whole.SaveCheckpoint(folder["whole"]).Sha256);
    }

    [Fact]
    public void A_step_left_out_leaves_weights_and_moments_as_they_were()
    {
        using var trainer = Trainer();
        Take(trainer, -1, 2);
        using var weights = trainer.Supernet.Weights.Decaying.clone();
        trainer.Skip();
        Assert.Equal(3, trainer.StepsDone);
        Assert.Equal(0, Network.NetworkSamples.MaximumDifference(weights, trainer.Supernet.Weights.Decaying));
    }

    [Fact]
    public void Half_the_rate_is_half_the_first_update()
    {
        using var full = Trainer(training: ShortTraining with { WeightDecay = 0 });
        using var half = Trainer(training: ShortTraining with { WeightDecay = 0 });
        using var before = full.Supernet.Weights.Plain.clone();
        Assert.Equal(full.Step().LearningRate / 2, half.Step(0.5).LearningRate);
        using var whole = full.Supernet.Weights.Plain.sub(before);
        using var part = half.Supernet.Weights.Plain.sub(before);
        using var twice = part.mul(2);
        Assert.InRange(Network.NetworkSamples.MaximumDifference(whole, twice), 0, 1e-6);
        Assert.True(Network.NetworkSamples.MaximumDifference(whole, part) > 1e-4);
    }

    private static void Take(SandwichTrainer trainer, int skipped, int until)
    {
        while (trainer.StepsDone < until)
        {
            if (trainer.StepsDone == skipped) trainer.Skip();
            else trainer.Step();
        }
    }
}
