using Akka.Actor;
using Akka.Streams;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Cluster;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Cluster;

/// <summary>What a worker trains with.</summary>
/// <param name="Factory">Makes trainings.</param>
/// <param name="Copies">The checkpoints to go on from.</param>
/// <param name="SharedFolder">Where the campaign's checkpoints are seen, if they are.</param>
/// <param name="ScratchFolder">For checkpoints until they are sent; made where it is missing.</param>
/// <param name="Points">Told of every step.</param>
public sealed record WorkerTraining(
    ISupernetTrainingFactory Factory, CheckpointCopies Copies, string SharedFolder, string ScratchFolder, ICriticalPoints Points);

/// <summary>
/// A supernet in training for a campaign of another process, on a thread of its own. It does what the coordinator asks, one thing after the
/// other, and decides nothing.
/// </summary>
public sealed class HostedTrainingActor : ReceiveActor
{
    private static readonly IReadOnlyDictionary<string, string> NoNotes = new Dictionary<string, string>();
    private readonly WorkerTraining _with;
    private ISupernetTraining? _training;
    private string? _unsent; // a checkpoint in the scratch folder

    /// <param name="with">What it trains with.</param>
    public HostedTrainingActor(WorkerTraining with)
    {
        _with = with;
        Answer<BeginTraining>(Begin);
        Answer<InheritWeights>(inherit => with.Copies.Load(inherit.Origin.CheckpointFile, inherit.Origin.CheckpointSha256, path =>
        {
            Training.Inherit(path, inherit.Origin);
            return At(inherit);
        }));
        Answer<ResumeTraining>(resume => with.Copies.Load(resume.File, resume.Sha256, path =>
        {
            if (DurableFile.Digest(path) != resume.Sha256) throw new CheckpointDamagedException(path, "it has another SHA-256");
            return At(resume, Training.Load(path, resume.Sha256));
        }));
        Answer<TakeStep>(Step);
        Answer<SaveTraining>(Save);
        Receive<CheckpointWanted>(wanted =>
        {
            if (_unsent is null || wanted.File != Path.GetFileName(_unsent)) Sender.Tell(new CheckpointRefused("there is no such file"));
            else CheckpointStream.Of(new FileInfo(_unsent), Context.Materializer()).PipeTo(Sender);
        });
    }

    private ISupernetTraining Training => _training ?? throw new InvalidOperationException("no training has begun");

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _training?.Dispose();
        RemoveSent();
        base.PostStop();
    }

    private void Answer<TQuestion>(Func<TQuestion, ITrainingMessage> answer)
        where TQuestion : ITrainingMessage => Receive<TQuestion>(question =>
    {
        try
        {
            Sender.Tell(answer(question));
        }
        catch (Exception e) // whatever it is, another machine, or the coordinator's own, can go on from the last checkpoint
        {
            Sender.Tell(new TrainingBroke(question.Training, e.Message));
        }
    });

    private TrainingAt Begin(BeginTraining begin)
    {
        var factory = begin.Alone is { } alone && begin.Settings is { } settings ? _with.Factory.Alone(alone, settings) : _with.Factory;
        _training?.Dispose();
        _training = factory.Create(begin.Supernet, begin.Index, begin.Space, begin.Steps);
        return At(begin);
    }

    private ITrainingMessage Step(TakeStep take)
    {
        if (take.RateFactor is not { } factor)
        {
            Training.Skip();
            return At(take);
        }
        try
        {
            var step = Training.Step(factor);
            _with.Points.Reach(CriticalPoints.StepDone);
            return new StepTaken(
                take.Training, step.Step, step.LargestLoss, step.SmallestLoss, step.RandomLosses, step.GradientNorm, step.LearningRate);
        }
        catch (TrainingDivergedException diverged)
        {
            return new StepDiverged(take.Training, diverged.Step, diverged.Reason);
        }
    }

    private TrainingSaved Save(SaveTraining save)
    {
        RemoveSent();
        var name = Path.GetFileName(save.File);
        var shared = Path.Combine(_with.SharedFolder, name);
        var inPlace = File.Exists(shared);
        if (!inPlace) _unsent = Path.GetFullPath(Path.Combine(_with.ScratchFolder, name));
        var written = Training.Save(_unsent ?? shared, save.Notes);
        return new TrainingSaved(save.Training, written.Sha256, written.Bytes, inPlace);
    }

    private void RemoveSent()
    {
        if (_unsent is not null) File.Delete(_unsent);
        _unsent = null;
    }

    private TrainingAt At(ITrainingMessage question, IReadOnlyDictionary<string, string>? notes = null) =>
        new(question.Training, Training.StepsDone, notes ?? NoNotes);
}
