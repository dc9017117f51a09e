using Akka.Actor;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Space;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Cluster;

/// <summary>Which worker trains the next supernet? Answered by <see cref="TrainerFound"/>.</summary>
/// <param name="Supernet">Its name.</param>
internal sealed record TrainerWanted(string Supernet);

/// <summary>A worker that trains.</summary>
/// <param name="Worker">Null where there is none.</param>
/// <param name="Training">Number of the training.</param>
/// <param name="Lost">Cancelled when the worker cannot be reached or is gone.</param>
/// <param name="Leaving">Cancelled when it is about to leave.</param>
/// <param name="Patience">How long a step may take there, at least, before the worker is given up.</param>
internal sealed record TrainerFound(IActorRef? Worker, long Training, CancellationToken Lost, CancellationToken Leaving, TimeSpan Patience);

/// <summary>A training broke on a worker, which is not asked to train again.</summary>
internal sealed record TrainerBroke(IActorRef Worker);

/// <summary>
/// Trainings on a worker that trains, where one takes part as a training begins, or goes on from a checkpoint; else on this machine. To those
/// who use them they are the same, but that any call may throw <see cref="TrainerLostException"/>.
/// </summary>
/// <param name="own">Makes this machine's trainings.</param>
/// <param name="register">The register of workers.</param>
/// <param name="system">The coordinator's actor system.</param>
/// <param name="points">Told of every stage of a checkpoint's file.</param>
public sealed class SharedTrainingFactory(ISupernetTrainingFactory own, IActorRef register, ActorSystem system, ICriticalPoints points)
    : ISupernetTrainingFactory
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60); // of this process itself

    private (Architecture Architecture, TrainingSpec Settings)? Only { get; init; }

    /// <inheritdoc/>
    public long ParameterCount(SearchSpace space) => own.ParameterCount(space);

    /// <inheritdoc/>
    /// <exception cref="TrainerLostException">A worker was to train, and is lost already.</exception>
    public ISupernetTraining Create(string supernet, int index, SearchSpace space, int steps)
    {
        var found = register.Ask<TrainerFound>(new TrainerWanted(supernet), AnswerTime).GetAwaiter().GetResult();
        if (found.Worker is null) return own.Create(supernet, index, space, steps);
        var training = new RemoteTraining(found, found.Worker, register, system, points);
        training.Begin(new BeginTraining(found.Training, supernet, index, space, steps, Only?.Architecture, Only?.Settings));
        return training;
    }

    /// <inheritdoc/>
    public ISupernetTrainingFactory Alone(Architecture architecture, TrainingSpec training) =>
        new SharedTrainingFactory(own.Alone(architecture, training), register, system, points) { Only = (architecture, training) };
}

/// <summary>A training on a worker, as seen from the coordinator: every call blocks until the worker has answered.</summary>
internal sealed class RemoteTraining(TrainerFound found, IActorRef worker, IActorRef register, ActorSystem system, ICriticalPoints points)
    : ISupernetTraining
{
    private const double Slow = 20; // times the slowest step so far
    private TimeSpan _slowest;

    /// <inheritdoc/>
    public int StepsDone { get; private set; }

    /// <inheritdoc/>
    public bool IsLeaving => found.Leaving.IsCancellationRequested;

    private string Name => WorkersActor.NameOf(worker);

    /// <summary>Has the worker make the supernet.</summary>
    public void Begin(BeginTraining begin) => StepsDone = Ask<TrainingAt>(begin).StepsDone;

    /// <inheritdoc/>
    public void Inherit(string path, TrainedSupernet origin) => Ask<TrainingAt>(new InheritWeights(found.Training, origin));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Load(string path, string sha256)
    {
        var at = Ask<TrainingAt>(new ResumeTraining(found.Training, Path.GetFileName(path), sha256));
        StepsDone = at.StepsDone;
        return at.Notes;
    }

    /// <inheritdoc/>
    public StepOutcome Step(double rateFactor)
    {
        var since = system.Scheduler.MonotonicClock;
        var limit = _slowest == default ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(Math.Max(found.Patience.Ticks, (long)(Slow * _slowest.Ticks)));
        var answer = Ask<ITrainingMessage>(new TakeStep(found.Training, rateFactor), limit);
        if (answer is StepDiverged diverged) throw new TrainingDivergedException(diverged.Step, diverged.Reason);
        if (answer is not StepTaken taken || taken.Step != StepsDone) throw Lost("it answered for another step");
        _slowest = TimeSpan.FromTicks(Math.Max(_slowest.Ticks, (system.Scheduler.MonotonicClock - since).Ticks));
        StepsDone++;
        return new StepOutcome(taken.Step, taken.LargestLoss, taken.SmallestLoss, taken.RandomLosses, taken.GradientNorm, taken.LearningRate);
    }

    /// <inheritdoc/>
    public void Skip() => StepsDone = Ask<TrainingAt>(new TakeStep(found.Training, null)).StepsDone;

    /// <inheritdoc/>
    /// <remarks>
    /// An empty file shows the worker whether it sees this folder: then it writes over that file, and else the bytes are sent for. Either way
    /// the checkpoint has its name only once it has the digest that the worker says.
    /// </remarks>
    public WrittenFile Save(string path, IReadOnlyDictionary<string, string> metadata)
    {
        var aside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.arriving");
        File.WriteAllBytes(aside, []);
        try
        {
            var saved = Ask<TrainingSaved>(new SaveTraining(found.Training, Path.GetFileName(aside), metadata));
            var written = saved.IsInPlace ? DurableFile.Place(aside, path, overwrite: true) : Fetch(Path.GetFileName(aside), path);
            if (written.Sha256 == saved.Sha256) return written;
            File.Delete(path);
            throw Lost($"its checkpoint came with the SHA-256 {written.Sha256}, not {saved.Sha256}");
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => worker.Tell(new EndTraining(found.Training));

    private WrittenFile Fetch(string name, string path)
    {
        try
        {
            return DurableFile.Write(path, stream => new CheckpointFetch(system, worker).Into(name, stream, found.Lost),
                stage => points.Reach(CriticalPoints.Checkpoint + stage));
        }
        catch (Exception e) when (e is CheckpointNotSentException or OperationCanceledException)
        {
            throw Lost(e.Message);
        }
    }

    private TAnswer Ask<TAnswer>(ITrainingMessage question, TimeSpan? limit = null)
        where TAnswer : ITrainingMessage
    {
        try
        {
            return worker.Ask<ITrainingMessage>(question, limit ?? Timeout.InfiniteTimeSpan, found.Lost).GetAwaiter().GetResult() switch
            {
                TrainingBroke broke => throw Lost($"it broke there: {broke.Reason}"),
                TAnswer answer when answer.Training == found.Training => answer,
                _ => throw Lost("it answered something else"),
            };
        }
        catch (OperationCanceledException)
        {
            throw new TrainerLostException($"worker {Name} is lost");
        }
        catch (AskTimeoutException)
        {
            throw Lost("it does not answer");
        }
    }

    /// <summary>The worker is not asked to train again.</summary>
    private TrainerLostException Lost(string reason)
    {
        register.Tell(new TrainerBroke(worker));
        return new TrainerLostException($"worker {Name}: {reason}");
    }
}
