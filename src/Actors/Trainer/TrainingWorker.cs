using Akka.Actor;
using S3Actors.Messages.Commands;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Trainer;

/// <summary>
/// Owns the supernet in training, on a thread of its own: whatever blocks (arithmetic, files) blocks here. It obeys its parent, which
/// decides and records.
/// </summary>
public sealed class TrainingWorker : ReceiveActor
{
    private readonly TrainSupernet _task;
    private readonly ISupernetTrainingFactory _factory;
    private readonly CheckpointFolder _folder;
    private readonly ICriticalPoints _points;
    private ISupernetTraining? _training;
    private TrainingAdjustments _adjustments = new([]);
    private IntervalMeans _interval = IntervalMeans.From(0);

    /// <summary>Load the newest of the points whose file is whole; start afresh where none is. Files of the supernet at no point are removed.</summary>
    /// <param name="NewestFirst">By falling step.</param>
    /// <param name="Adjustments">What past divergences change about the steps from there on.</param>
    public sealed record Prepare(IReadOnlyList<ResumePoint> NewestFirst, TrainingAdjustments Adjustments);

    /// <summary>Ready to run. At the last step nothing is loaded: there is nothing left to do.</summary>
    /// <param name="Step">Steps done.</param>
    /// <param name="Rejected">Files that would have been newer, with what is wrong with each.</param>
    public sealed record Prepared(int Step, IReadOnlyList<RejectedCheckpoint> Rejected);

    /// <summary>Nothing is left to go on from, and the weights to begin from are not known, or their file is not whole.</summary>
    public sealed record OriginMissing;

    /// <summary>Train until the given number of steps is done.</summary>
    public sealed record RunUntil(int Step);

    /// <summary>The steps of a <see cref="RunUntil"/> are done.</summary>
    /// <param name="Last">What the last step did; null if all were skipped.</param>
    /// <param name="Pace">What they took; null where that was not measured.</param>
    /// <param name="IsLeaving">Whether the training must go on elsewhere; then there may be fewer steps than were asked for.</param>
    public sealed record Ran(int Step, StepOutcome? Last, TrainingPace? Pace, bool IsLeaving);

    /// <summary>How fast steps were.</summary>
    /// <param name="Work">What they took and did.</param>
    /// <param name="PeakMacsPerSecond">What large products reach; null where that was not measured.</param>
    public sealed record TrainingPace(StepWork Work, double? PeakMacsPerSecond);

    /// <summary>Training diverged: the next step's loss or gradient is not finite.</summary>
    public sealed record Diverged(int Step, string Reason);

    /// <summary>Write a checkpoint of that name.</summary>
    /// <param name="Pause">True for one that carries the unfinished interval and ends nothing.</param>
    public sealed record Write(string File, bool Pause);

    /// <summary>The checkpoint is on the disk.</summary>
    public sealed record Written(int Step, string File, WrittenFile Checkpoint, IntervalMeans Interval, bool Pause);

    /// <summary>The checkpoint could not be written.</summary>
    public sealed record NotWritten(string File, string Reason);

    /// <summary>The training was elsewhere and is lost: it is to be prepared again.</summary>
    /// <param name="Reason">In words.</param>
    public sealed record Lost(string Reason);

    /// <summary>Remove the supernet's checkpoint files except those named.</summary>
    public sealed record Trim(IReadOnlyList<string> Kept);

    /// <summary>The files of a <see cref="Trim"/> are removed.</summary>
    public sealed record Trimmed;

    public TrainingWorker(TrainSupernet task, ISupernetTrainingFactory factory, CheckpointFolder folder, ICriticalPoints points)
    {
        (_task, _factory, _folder, _points) = (task, factory, folder, points);
        Receive<Prepare>(prepare => Sender.Tell(UnlessLost(() => Load(prepare))));
        Receive<RunUntil>(run => Sender.Tell(UnlessLost(() => Run(run.Step))));
        Receive<Write>(write => Sender.Tell(UnlessLost(() => Save(write))));
        Receive<Trim>(trim =>
        {
            _folder.Keep(_task.Supernet, trim.Kept);
            Sender.Tell(new Trimmed());
        });
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _training?.Dispose();
        base.PostStop();
    }

    private static object UnlessLost(Func<object> work)
    {
        try
        {
            return work();
        }
        catch (TrainerLostException lost)
        {
            return new Lost(lost.Message);
        }
    }

    private object Load(Prepare prepare)
    {
        _folder.Keep(_task.Supernet, [.. prepare.NewestFirst.Select(point => point.File)]);
        _adjustments = prepare.Adjustments;
        var rejected = new List<RejectedCheckpoint>();
        ResumePoint? whole = null;
        foreach (var point in prepare.NewestFirst)
        {
            if (_folder.ProblemOf(point.File, point.Sha256) is not { } problem)
            {
                whole = point;
                break;
            }
            // Files older than the newest were removed because they were superseded: not worth a notice.
            if (problem != CheckpointFolder.IsMissing || point == prepare.NewestFirst[0]) rejected.Add(new RejectedCheckpoint(point, problem));
        }
        return whole is null && _task.Inherits && !HasOrigin ? new OriginMissing() : new Prepared(Load(whole), rejected);
    }

    private bool HasOrigin => _task.Origin is { } origin && _folder.ProblemOf(origin.CheckpointFile, origin.CheckpointSha256) is null;

    private int Load(ResumePoint? whole)
    {
        if (whole?.Step == _task.Steps) return whole.Step;
        _training?.Dispose();
        _interval = IntervalMeans.From(0);
        _training = _factory.Create(_task.Supernet, _task.Index, _task.Space, _task.Steps);
        if (whole is null)
        {
            if (_task.Origin is { } origin) _training.Inherit(_folder.PathOf(origin.CheckpointFile), origin);
            return 0;
        }
        var metadata = _training.Load(_folder.PathOf(whole.File), whole.Sha256);
        _interval = whole.Pause
            ? IntervalMeans.FromMetadata(metadata) ?? throw new InvalidDataException($"The pause checkpoint {whole.File} has no sums of its interval.")
            : IntervalMeans.From(whole.Step);
        return _training.StepsDone;
    }

    private object Run(int until)
    {
        StepOutcome? last = null;
        var work = new StepWork();
        try
        {
            while (_training!.StepsDone < until && !_training.IsLeaving)
            {
                if (_adjustments.Skips(_training.StepsDone))
                {
                    _training.Skip();
                    _interval = _interval.AddSkipped();
                }
                else
                {
                    last = _training.Step(_adjustments.RateFactor(_training.StepsDone));
                    _interval = _interval.Add(last);
                    work += last.Work ?? new StepWork();
                }
                _points.Reach(CriticalPoints.StepDone);
            }
        }
        catch (TrainingDivergedException diverged)
        {
            return new Diverged(diverged.Step, diverged.Reason);
        }
        return new Ran(_training.StepsDone, last, work.Seconds > 0 ? new TrainingPace(work, _training.PeakMacsPerSecond) : null, _training.IsLeaving);
    }

    private object Save(Write write)
    {
        try
        {
            _folder.Prepare();
            var saved = _training!.Save(_folder.PathOf(write.File), write.Pause ? _interval.ToMetadata() : new Dictionary<string, string>());
            var written = new Written(_training.StepsDone, write.File, saved, _interval, write.Pause);
            if (!write.Pause) _interval = IntervalMeans.From(_training.StepsDone);
            return written;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NotWritten(write.File, e.Message);
        }
    }
}
