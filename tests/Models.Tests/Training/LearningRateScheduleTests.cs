using S3Actors.Models.Training;

namespace S3Actors.Tests.Models.Training;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void The_rate_rises_linearly_to_the_peak_and_falls_along_a_cosine_to_its_fraction()
    {
        var spec = TrainingSamples.ShortTraining with { LearningRate = 0.5, FinalLearningRateFraction = 0.1, WarmupFraction = 0.2 };
        var rates = Enumerable.Range(0, 100).Select(step => LearningRateSchedule.At(spec, 100, step)).ToArray();

        Assert.Equal(0.5 / 20, rates[0], 1e-12);
        Assert.Equal(0.25, rates[9], 1e-12);
        Assert.Equal(0.5, rates[19], 1e-12);
        Assert.Equal((0.5 + 0.05) / 2, rates[59], 1e-12);
        Assert.Equal(0.05, rates[99], 1e-12);
        Assert.Equal(rates[..20].Order(), rates[..20]);
        Assert.Equal(rates[19..].OrderDescending(), rates[19..]);
    }

    [Fact]
    public void Without_warm_up_the_cosine_begins_at_once()
    {
        var spec = TrainingSamples.ShortTraining with { LearningRate = 1, FinalLearningRateFraction = 0, WarmupFraction = 0 };

        Assert.Equal((1 + Math.Cos(Math.PI / 2)) / 2, LearningRateSchedule.At(spec, 2, 0), 1e-12);
        Assert.Equal(0, LearningRateSchedule.At(spec, 2, 1), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.At(spec, 2, 2));
    }
}
