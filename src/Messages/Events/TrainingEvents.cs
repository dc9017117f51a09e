using MessagePack;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Events;

/// <summary>A supernet's training began, with fresh weights.</summary>
/// <param name="Supernet"><c>iteration-1</c>, <c>iteration-2</c>, ..., <c>final</c>.</param>
/// <param name="Steps">Optimizer steps it takes.</param>
/// <param name="ParameterCount">Shared weights of the supernet.</param>
[MessagePackObject]
public sealed record TrainingStarted(
    [property: Key(0)] string Supernet,
    [property: Key(1)] SearchSpace Space,
    [property: Key(2)] int Steps,
    [property: Key(3)] long ParameterCount) : ISupernetEvent;

/// <summary>Means over the steps (<see cref="FromStep"/>, <see cref="ToStep"/>] between two checkpoints.</summary>
/// <param name="FromStep">Steps done at the interval's start.</param>
/// <param name="ToStep">Steps done at its end.</param>
/// <param name="LargestLoss">Mean smoothed training loss of the largest subnet, nats.</param>
/// <param name="SmallestLoss">The same of the smallest.</param>
/// <param name="RandomLoss">The same over the random subnets.</param>
/// <param name="GradientNorm">Mean Euclidean norm of the summed gradient, before clipping.</param>
/// <param name="LearningRate">Rate of the last step.</param>
[MessagePackObject]
public sealed record TrainingIntervalFinished(
    [property: Key(0)] string Supernet,
    [property: Key(1)] int FromStep,
    [property: Key(2)] int ToStep,
    [property: Key(3)] double LargestLoss,
    [property: Key(4)] double SmallestLoss,
    [property: Key(5)] double RandomLoss,
    [property: Key(6)] double GradientNorm,
    [property: Key(7)] double LearningRate) : ISupernetEvent;

/// <summary>A checkpoint is on the disk, whole.</summary>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="File">Name within the campaign's folder of checkpoints.</param>
/// <param name="Sha256">Digest of the file, lower-case hex.</param>
/// <param name="Bytes">Its length.</param>
[MessagePackObject]
public sealed record CheckpointSaved(
    [property: Key(0)] string Supernet,
    [property: Key(1)] int Step,
    [property: Key(2)] string File,
    [property: Key(3)] string Sha256,
    [property: Key(4)] long Bytes) : ISupernetEvent;

/// <summary>An epoch of the training images ended.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Step">Optimizer steps done at its end.</param>
[MessagePackObject]
public sealed record EpochFinished(
    [property: Key(0)] string Supernet,
    [property: Key(1)] int Epoch,
    [property: Key(2)] int Step) : ISupernetEvent;

/// <summary>A supernet is trained; its last checkpoint holds the weights that are measured.</summary>
[MessagePackObject]
public sealed record TrainingFinished(
    [property: Key(0)] string Supernet,
    [property: Key(1)] int Steps,
    [property: Key(2)] string CheckpointFile,
    [property: Key(3)] string CheckpointSha256) : ISupernetEvent;

/// <summary>The loss or the gradient was not finite, or the loss too large: the step was refused before it changed the weights.</summary>
/// <param name="Step">Steps done before the one that failed.</param>
/// <param name="Reason">What was wrong.</param>
/// <param name="Action">What is done about it; <see cref="DivergencePolicy.Stop"/> ends the training.</param>
/// <param name="FromStep">Steps of the checkpoint that the training goes back to; of no meaning where it ends.</param>
[MessagePackObject]
public sealed record TrainingDiverged(
    [property: Key(0)] string Supernet,
    [property: Key(1)] int Step,
    [property: Key(2)] string Reason,
    [property: Key(3)] DivergencePolicy Action = DivergencePolicy.Stop,
    [property: Key(4)] int FromStep = 0) : ISupernetEvent;
