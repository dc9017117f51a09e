using System.Globalization;
using S3Actors.Messages.Events;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Trainer;

/// <summary>
/// Running sums since the last journalled checkpoint. A pause checkpoint carries them, so that a resumed interval has the very means of one
/// that was never interrupted.
/// </summary>
/// <param name="FromStep">Steps done at the last journalled checkpoint.</param>
/// <param name="Steps">Steps done since.</param>
/// <param name="LastLearningRate">Rate of the last step summed.</param>
/// <param name="Skipped">Steps among them that were left out, and are in no sum.</param>
public sealed record IntervalMeans(
    int FromStep, int Steps, double LargestSum, double SmallestSum, double RandomSum, double GradientNormSum, double LastLearningRate, int Skipped)
{
    private const string Key = CheckpointHeader.NotePrefix + "interval";

    /// <summary>Nothing summed yet.</summary>
    public static IntervalMeans From(int step) => new(step, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Steps done at the end of what is summed.</summary>
    public int ToStep => FromStep + Steps;

    /// <summary>One more step.</summary>
    public IntervalMeans Add(StepOutcome step) => new(
        FromStep, Steps + 1, LargestSum + step.LargestLoss, SmallestSum + step.SmallestLoss,
        RandomSum + (step.RandomLosses.Count == 0 ? double.NaN : step.RandomLosses.Average()), GradientNormSum + step.GradientNorm, step.LearningRate,
        Skipped);

    /// <summary>One more step, left out.</summary>
    public IntervalMeans AddSkipped() => this with { Steps = Steps + 1, Skipped = Skipped + 1 };

    /// <summary>The interval's event; means are NaN where every step was left out.</summary>
    public TrainingIntervalFinished ToEvent(string supernet)
    {
        double summed = Steps - Skipped;
        return new TrainingIntervalFinished(
            supernet, FromStep, ToStep, LargestSum / summed, SmallestSum / summed, RandomSum / summed, GradientNormSum / summed, LastLearningRate);
    }

    /// <summary>For a checkpoint's metadata; read back bit for bit by <see cref="FromMetadata"/>.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Key] = string.Join(' ', new[] { FromStep, Steps, LargestSum, SmallestSum, RandomSum, GradientNormSum, LastLearningRate, Skipped }
            .Select(number => number.ToString("R", CultureInfo.InvariantCulture))),
    };

    /// <summary>The sums in a checkpoint's metadata; null where it has none.</summary>
    public static IntervalMeans? FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key, out var text)) return null;
        var numbers = text.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return numbers.Length == 8
            ? new IntervalMeans((int)numbers[0], (int)numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], (int)numbers[7])
            : null;
    }
}
