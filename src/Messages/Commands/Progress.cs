namespace S3Actors.Messages.Commands;

/// <summary>How far a session is, for whoever watches: published on the actor system's event stream, never journalled.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Iteration">Counted from 1; 0 outside the iterations.</param>
/// <param name="Subject">Which supernet, request or search.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Unit"><c>step</c>, <c>subnet</c> or <c>generation</c>.</param>
/// <param name="Images">Images behind one unit, so that a watcher with a clock can tell images a second; 0 where that says nothing.</param>
/// <param name="Detail">More in words; may be empty.</param>
public sealed record Progress(CampaignPhase Phase, int Iteration, string Subject, long Done, long Total, string Unit, long Images, string Detail)
{
    /// <summary>The last step of a supernet's training; null in other phases.</summary>
    public StepFigures? Step { get; init; }
}

/// <summary>One optimizer step as its telemetry shows it.</summary>
/// <param name="LargestLoss">Label-smoothed cross-entropy of the largest subnet before the update, nats.</param>
/// <param name="RandomLoss">Mean of the random subnets' losses, nats; NaN where the step has none.</param>
/// <param name="SmallestLoss">Loss of the smallest subnet, nats.</param>
/// <param name="GradientNorm">Euclidean norm of the summed gradient, before clipping.</param>
/// <param name="LearningRate">Rate of the step.</param>
public sealed record StepFigures(double LargestLoss, double RandomLoss, double SmallestLoss, double GradientNorm, double LearningRate)
{
    /// <summary>Share of the last steps' time in which they waited for their images, 0 to 1; null where that was not measured.</summary>
    public double? WaitShare { get; init; }

    /// <summary>
    /// Multiply-accumulates a second over the last steps: each subnet's for every image, once forward and twice backward; null where that was not
    /// measured.
    /// </summary>
    public double? MacsPerSecond { get; init; }

    /// <summary>That rate over the one that large products of matrices reach here (model FLOPs utilisation); null where that was not measured, or beside other work.</summary>
    public double? PeakShare { get; init; }
}

/// <summary>The phases of a campaign as people read them.</summary>
public enum CampaignPhase
{
    /// <summary>A supernet trains.</summary>
    Train = 0,
    /// <summary>Subnets are measured for the space's evolution.</summary>
    Measure = 1,
    /// <summary>A space is searched.</summary>
    Search = 2,
    /// <summary>The winner's report errors are measured.</summary>
    Report = 3,
    /// <summary>The space moved.</summary>
    Evolve = 4,
}
