using S3Actors.Models.Durability;
using S3Actors.Models.Kernels;

namespace S3Actors.Models.Training;

/// <summary>Which supernet is trained.</summary>
/// <param name="Name"><c>iteration-1</c>, ..., <c>final</c>.</param>
/// <param name="Index">Its number in every random draw: the iteration, or iterations + 1 for the final one.</param>
/// <param name="Steps">Optimizer steps its whole training takes.</param>
public sealed record SupernetIdentity(string Name, int Index, int Steps);

/// <summary>How a training is carried out; changes no result on one kind of hardware.</summary>
/// <param name="Threads">Passes of a step that run at once, at least 1.</param>
/// <param name="Device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
public sealed record TrainingExecution(int Threads, string Device = "cpu")
{
    /// <summary>Vectors of the processor's kernels; their widths sum in orders of their own.</summary>
    public ProcessorVectors Vectors { get; init; } = ProcessorVectors.Widest;

    /// <summary>Devices beside <see cref="Device"/> that share the passes of a step.</summary>
    public IReadOnlyList<string> OtherDevices { get; init; } = [];

    /// <summary>Told of every stage of a checkpoint's file.</summary>
    public ICriticalPoints Points { get; init; } = CriticalPoints.None;

    /// <summary>Tells how long a step takes, for whoever watches; null where nobody does.</summary>
    public TimeProvider? Clock { get; init; }
}

/// <summary>What steps took and did; nothing is decided by it.</summary>
/// <param name="Seconds">Their time.</param>
/// <param name="WaitSeconds">Of that, until their images were ready.</param>
/// <param name="Macs">Multiply-accumulates: each subnet's for every image, once forward and twice backward.</param>
public readonly record struct StepWork(double Seconds, double WaitSeconds, double Macs)
{
    /// <summary>Of several steps.</summary>
    public static StepWork operator +(StepWork left, StepWork right) =>
        new(left.Seconds + right.Seconds, left.WaitSeconds + right.WaitSeconds, left.Macs + right.Macs);

    /// <summary>The same as an addition.</summary>
    public static StepWork Add(StepWork left, StepWork right) => left + right;
}

/// <summary>What one optimizer step did.</summary>
/// <param name="Step">The step, counted from 0.</param>
/// <param name="LargestLoss">Label-smoothed cross-entropy of the largest subnet before the update, nats.</param>
/// <param name="SmallestLoss">The same of the smallest.</param>
/// <param name="RandomLosses">The same of the random subnets; of a network trained alone there are none, and its loss stands in both places before.</param>
/// <param name="GradientNorm">Euclidean norm of the summed gradient, before clipping.</param>
/// <param name="LearningRate">Rate of the update.</param>
public sealed record StepOutcome(
    int Step, double LargestLoss, double SmallestLoss, IReadOnlyList<double> RandomLosses, double GradientNorm, double LearningRate)
{
    /// <summary>What it took; null where no clock was given.</summary>
    public StepWork? Work { get; init; }
}

/// <summary>A loss or the gradient was not finite, or a loss too large; the weights are those before the step.</summary>
public sealed class TrainingDivergedException(int step, string reason)
    : Exception(FormattableString.Invariant($"Training diverged at step {step}: {reason}."))
{
    /// <summary>Steps done before the one that failed.</summary>
    public int Step { get; } = step;

    /// <summary>What was wrong.</summary>
    public string Reason { get; } = reason;
}
