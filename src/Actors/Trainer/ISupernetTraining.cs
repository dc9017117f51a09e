using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Space;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Trainer;

/// <summary>A supernet in training. Used by one thread.</summary>
public interface ISupernetTraining : IDisposable
{
    /// <summary>Optimizer steps done.</summary>
    int StepsDone { get; }

    /// <summary>Whether it must go on elsewhere: whoever asks for its steps saves it, and goes on with what another training makes of that.</summary>
    bool IsLeaving => false;

    /// <summary>Takes over what it shares with a supernet trained before it, before the first step.</summary>
    /// <param name="path">That one's checkpoint; the caller has checked its digest.</param>
    void Inherit(string path, TrainedSupernet origin);

    /// <summary>Multiply-accumulates a second that its devices reach in large products; null where that was not measured.</summary>
    double? PeakMacsPerSecond => null;

    /// <summary>One optimizer step: a function of the weights, of <see cref="StepsDone"/> and of the factor alone.</summary>
    /// <param name="rateFactor">What the scheduled learning rate is multiplied by.</param>
    /// <exception cref="TrainingDivergedException">A loss or gradient is not finite, or too large; the weights are those before the step.</exception>
    StepOutcome Step(double rateFactor);

    /// <summary>Counts a step as done without a change to any weight.</summary>
    void Skip();

    /// <summary>Writes everything the next step depends on: on return the file is on the disk, whole; on an error it is absent.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="metadata">Stored beside the weights.</param>
    WrittenFile Save(string path, IReadOnlyDictionary<string, string> metadata);

    /// <summary>Goes back to what <see cref="Save"/> wrote, bit for bit.</summary>
    /// <param name="path">The file; the caller has checked its digest.</param>
    /// <param name="sha256">That digest, lower-case hex, by which other machines find the file.</param>
    /// <returns>The metadata stored with it.</returns>
    IReadOnlyDictionary<string, string> Load(string path, string sha256);
}

/// <summary>Makes trainings for one campaign. Used by many threads.</summary>
public interface ISupernetTrainingFactory
{
    /// <summary>Shared weights of a supernet of that space.</summary>
    long ParameterCount(SearchSpace space);

    /// <summary>A supernet with fresh weights, no step done.</summary>
    /// <param name="supernet"><c>iteration-1</c>, ..., <c>final</c>.</param>
    /// <param name="index">Its number in the randomness.</param>
    /// <param name="space">The space it is built for.</param>
    /// <param name="steps">Optimizer steps in all, on which the learning rate depends.</param>
    ISupernetTraining Create(string supernet, int index, SearchSpace space, int steps);

    /// <summary>Makes trainings of one architecture by itself.</summary>
    /// <param name="architecture">Of every space that a training is then asked for.</param>
    /// <param name="training">How it is trained.</param>
    ISupernetTrainingFactory Alone(Architecture architecture, TrainingSpec training);
}
