using S3Actors.Messages.Campaign;

namespace S3Actors.Models.Training;

/// <summary>
/// Linear warm-up, then a cosine: over the first W = round(warm-up fraction * steps) steps the rate rises as peak * (step + 1) / W; over
/// the others it falls along half a cosine, and the last step has exactly the final fraction of the peak.
/// </summary>
public static class LearningRateSchedule
{
    /// <summary>The rate of a step, counted from 0 to <paramref name="steps"/> - 1.</summary>
    public static double At(TrainingSpec spec, int steps, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, steps);
        var warmup = (int)Math.Round(spec.WarmupFraction * steps, MidpointRounding.AwayFromZero);
        if (step < warmup) return spec.LearningRate * (step + 1) / warmup;
        var progress = (step - warmup + 1.0) / (steps - warmup); // in (0, 1]
        var last = spec.LearningRate * spec.FinalLearningRateFraction;
        return last + (spec.LearningRate - last) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}
