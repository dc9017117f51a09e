using MessagePack;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Space;

namespace S3Actors.Messages.Cluster;

/// <summary>What the coordinator asks of a training on a worker, one thing after the other, and the worker's answers.</summary>
public interface ITrainingMessage : IWireMessage
{
    /// <summary>Number of the training, counted over the session; messages of another one are ignored.</summary>
    long Training { get; }
}

/// <summary>Make a supernet with fresh weights; an earlier training is given up. Answered by <see cref="TrainingAt"/>.</summary>
/// <param name="Supernet"><c>iteration-1</c>, ..., <c>final</c>.</param>
/// <param name="Index">Its number in the randomness.</param>
/// <param name="Space">The space it is built for.</param>
/// <param name="Steps">Optimizer steps in all.</param>
/// <param name="Alone">The one architecture that is trained; null for the sandwich.</param>
/// <param name="Settings">How that one is trained; null for the specification's.</param>
[MessagePackObject]
public sealed record BeginTraining(
    [property: Key(0)] long Training,
    [property: Key(1)] string Supernet,
    [property: Key(2)] int Index,
    [property: Key(3)] SearchSpace Space,
    [property: Key(4)] int Steps,
    [property: Key(5)] Architecture? Alone,
    [property: Key(6)] TrainingSpec? Settings) : ITrainingMessage;

/// <summary>Take over what is shared with a supernet trained before. Answered by <see cref="TrainingAt"/>.</summary>
[MessagePackObject]
public sealed record InheritWeights([property: Key(0)] long Training, [property: Key(1)] TrainedSupernet Origin) : ITrainingMessage;

/// <summary>Go on from a checkpoint. Answered by <see cref="TrainingAt"/>.</summary>
/// <param name="File">Its name within the campaign's folder of checkpoints.</param>
/// <param name="Sha256">Its digest, lower-case hex.</param>
[MessagePackObject]
public sealed record ResumeTraining([property: Key(0)] long Training, [property: Key(1)] string File, [property: Key(2)] string Sha256) : ITrainingMessage;

/// <summary>One optimizer step. Answered by <see cref="StepTaken"/>, <see cref="StepDiverged"/>, or <see cref="TrainingAt"/> where it is left out.</summary>
/// <param name="RateFactor">What the scheduled learning rate is multiplied by; null for a step that is left out.</param>
[MessagePackObject]
public sealed record TakeStep([property: Key(0)] long Training, [property: Key(1)] double? RateFactor) : ITrainingMessage;

/// <summary>
/// Write a checkpoint: into the campaign's folder where a file of that name is seen in it, else aside, to be sent for. Answered by
/// <see cref="TrainingSaved"/>.
/// </summary>
/// <param name="File">A name that no checkpoint has.</param>
/// <param name="Notes">Stored beside the weights.</param>
[MessagePackObject]
public sealed record SaveTraining(
    [property: Key(0)] long Training, [property: Key(1)] string File, [property: Key(2)] IReadOnlyDictionary<string, string> Notes) : ITrainingMessage;

/// <summary>The training is not gone on with here.</summary>
[MessagePackObject]
public sealed record EndTraining([property: Key(0)] long Training) : ITrainingMessage;

/// <summary>Where a training stands.</summary>
/// <param name="StepsDone">Optimizer steps.</param>
/// <param name="Notes">Stored with the checkpoint that was loaded; else empty.</param>
[MessagePackObject]
public sealed record TrainingAt(
    [property: Key(0)] long Training, [property: Key(1)] int StepsDone, [property: Key(2)] IReadOnlyDictionary<string, string> Notes) : ITrainingMessage;

/// <summary>A step is done.</summary>
/// <param name="Step">Steps done before it.</param>
/// <param name="LargestLoss">Mean loss of the largest subnet, nats; so are the others.</param>
/// <param name="RandomLosses">Of the random subnets.</param>
/// <param name="GradientNorm">Before clipping.</param>
[MessagePackObject]
public sealed record StepTaken(
    [property: Key(0)] long Training,
    [property: Key(1)] int Step,
    [property: Key(2)] double LargestLoss,
    [property: Key(3)] double SmallestLoss,
    [property: Key(4)] IReadOnlyList<double> RandomLosses,
    [property: Key(5)] double GradientNorm,
    [property: Key(6)] double LearningRate) : ITrainingMessage;

/// <summary>A step was refused; the weights are those before it.</summary>
/// <param name="Step">Steps done before it.</param>
[MessagePackObject]
public sealed record StepDiverged([property: Key(0)] long Training, [property: Key(1)] int Step, [property: Key(2)] string Reason) : ITrainingMessage;

/// <summary>A checkpoint is written.</summary>
/// <param name="Sha256">Digest of the file, lower-case hex.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="IsInPlace">Whether it stands in the campaign's folder; else <see cref="CheckpointWanted"/> brings it.</param>
[MessagePackObject]
public sealed record TrainingSaved(
    [property: Key(0)] long Training, [property: Key(1)] string Sha256, [property: Key(2)] long Bytes, [property: Key(3)] bool IsInPlace) : ITrainingMessage;

/// <summary>The worker cannot go on with a training.</summary>
/// <param name="Reason">In words.</param>
[MessagePackObject]
public sealed record TrainingBroke([property: Key(0)] long Training, [property: Key(1)] string Reason) : ITrainingMessage;
