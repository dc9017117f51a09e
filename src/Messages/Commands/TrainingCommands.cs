using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Commands;

/// <summary>Train a supernet, or go on where its last checkpoint ended. Answered by <see cref="SupernetTrained"/> or <see cref="WorkFailed"/>.</summary>
/// <param name="Supernet"><c>iteration-1</c>, ..., <c>final</c>.</param>
/// <param name="Index">The supernet's number in the randomness: the iteration, or the number of iterations + 1 for the final one.</param>
/// <param name="Space">The space it is built for.</param>
/// <param name="Steps">Optimizer steps in all.</param>
/// <param name="Pause">What the last pause of the campaign left; null where there was none.</param>
public sealed record TrainSupernet(string Supernet, int Index, SearchSpace Space, int Steps, PauseCheckpoint? Pause)
{
    /// <summary>Whether its first weights are those that it shares with another supernet.</summary>
    public bool Inherits { get; init; }

    /// <summary>That one, where it is known already; what needs it and has it not is answered by <see cref="OriginNeeded"/>.</summary>
    public TrainedSupernet? Origin { get; init; }
}

/// <summary>
/// Say what a supernet that was trained is, or train it once more, as its own stream has it, where its file was lost. Answered as
/// <see cref="TrainSupernet"/>.
/// </summary>
/// <param name="Index">As of <see cref="TrainSupernet"/>, and so are the others.</param>
public sealed record ShowSupernet(string Supernet, int Index, PauseCheckpoint? Pause, bool Inherits, TrainedSupernet? Origin);

/// <summary>A training begins from another supernet's weights: it is to be asked for once more, with that one.</summary>
public sealed record OriginNeeded(string Supernet);

/// <summary>The supernet's last checkpoint is on the disk and in the journal.</summary>
public sealed record SupernetTrained(TrainedSupernet Supernet);

/// <summary>Finish the slice, write a pause checkpoint, stop. Answered by <see cref="TrainingPaused"/>.</summary>
public sealed record PauseTraining;

/// <summary>The training stands still.</summary>
/// <param name="Checkpoint">What was written; null where the last journalled checkpoint already holds every step done.</param>
public sealed record TrainingPaused(PauseCheckpoint? Checkpoint);

/// <summary>A part of the campaign cannot be done, for a reason that trying again at once would not mend.</summary>
/// <param name="Subject">What was to be done: <c>training of iteration-2</c>.</param>
/// <param name="Reason">Why not, in words.</param>
/// <param name="IsDecided">Whether the specification and what was measured decide it, so that it fails whenever it is tried.</param>
public sealed record WorkFailed(string Subject, string Reason, bool IsDecided = false);
