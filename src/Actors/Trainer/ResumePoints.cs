using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;

namespace S3Actors.Actors.Trainer;

/// <summary>A checkpoint that training may go on from.</summary>
/// <param name="Step">Steps it holds.</param>
/// <param name="File">Its name.</param>
/// <param name="Sha256">Its digest.</param>
/// <param name="Pause">True where it carries the sums of an unfinished interval.</param>
public sealed record ResumePoint(int Step, string File, string Sha256, bool Pause);

/// <summary>A point that cannot be gone on from.</summary>
/// <param name="Problem">What is wrong with its file.</param>
public sealed record RejectedCheckpoint(ResumePoint Point, string Problem);

/// <summary>A training went back behind checkpoints that were lost or damaged.</summary>
/// <param name="ResumedAt">Steps it goes on from.</param>
public sealed record CheckpointsRejected(string Supernet, int ResumedAt, IReadOnlyList<RejectedCheckpoint> Files);

/// <summary>Where a training can go on.</summary>
public static class ResumePoints
{
    /// <summary>
    /// Newest first: every journalled checkpoint, and the last pause's and the last that was handed over, where they belong to this supernet, are ahead of
    /// them and were not made worthless by a divergence since. Whether the files are still whole is for the worker to see.
    /// </summary>
    /// <param name="handedOver">What a trainer that leaves has left of this session; null where none has.</param>
    public static IReadOnlyList<ResumePoint> Of(TrainerState state, TrainSupernet task, PauseCheckpoint? handedOver = null)
    {
        var points = state.Checkpoints.Select(saved => new ResumePoint(saved.Step, saved.File, saved.Sha256, false)).ToList();
        foreach (var pause in new[] { task.Pause, handedOver }.OfType<PauseCheckpoint>().Distinct())
            if (pause.Supernet == task.Supernet && pause.Step > state.CheckpointedSteps && pause.Step < task.Steps && pause.Divergences == state.Overcome.Count)
                points.Add(new ResumePoint(pause.Step, pause.File, pause.Sha256, true));
        return [.. points.OrderByDescending(point => point.Step)];
    }
}
